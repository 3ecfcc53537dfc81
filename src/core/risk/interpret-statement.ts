/**
 * Reads one parsed statement against a schema: what it locks, what it costs, and what it leaves behind for the statements after it.
 * There is one reader per node of Postgres' parse tree; a node without one is an unknown, never silence.
 */

import { isFields, type SqlFields, treeOf } from "../sql/sql-tree.ts";
import { EffectRecorder } from "./effect-recorder.ts";
import type { SchemaDraft } from "./schema-draft.ts";
import type { StatementEffects } from "./statement-effects.ts";
import { statementReaders } from "./statements/registry.ts";

/** What a statement does, by its tree; the draft is left as the statement leaves the schema. */
export function interpretStatement(tree: object, draft: SchemaDraft): StatementEffects {
  const on = new EffectRecorder(draft);
  readNode(treeOf(tree) as SqlFields, draft, on); // a statement's node is an object
  return on.effects();
}

/** Reads a node on behalf of the statement that holds it. */
function readNode(node: SqlFields, draft: SchemaDraft, on: EffectRecorder): void {
  const [name = "", fields] = Object.entries(node)[0] ?? [];
  const read = statementReaders.get(name);
  if (read === undefined || !isFields(fields)) {
    on.unknown(`what ${name} locks`);
    return;
  }
  const readInner = (inner: SqlFields) => {
    on.inner(inner);
    readNode(inner, draft, on);
  };
  read(fields, { draft, on, read: readInner });
}
