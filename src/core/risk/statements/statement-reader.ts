/** What a reader of one node of the parse tree works with. */

import type { SqlFields } from "../../sql/sql-tree.ts";
import type { EffectRecorder } from "../effect-recorder.ts";
import type { SchemaDraft } from "../schema-draft.ts";

/** The surroundings of a statement. */
export interface Reading {
  /** The schema before the statement; the reader leaves it as the statement would, after having recorded the effects. */
  readonly draft: SchemaDraft;
  /** Takes down what the statement does. */
  readonly on: EffectRecorder;
  /** Reads a statement inside this one: EXPLAIN ANALYZE, CREATE SCHEMA, a DO block. */
  readonly read: (statement: SqlFields) => void;
}

/** Reads the fields of one sort of node. */
export type StatementReader = (fields: SqlFields, reading: Reading) => void;
