/** What readers of the clauses of ALTER TABLE work with. */

import type { SqlFields } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import type { Alteration } from "./alteration.ts";

/** A clause of ALTER TABLE on one relation. */
export interface Clause {
  /** The fields of `AlterTableCmd`. */
  readonly fields: SqlFields;
  readonly relation: RelationModel;
  /** Tables below that the clause goes down to, parents first; none with ONLY. */
  readonly children: readonly RelationModel[];
  readonly isOnly: boolean;
  /** What all clauses of the statement share. */
  readonly alteration: Alteration;
}

/** Reads one sort of clause: records what it does, then leaves the draft as the clause does. */
export type ClauseReader = (clause: Clause, reading: Reading) => void;
