/** CREATE and ALTER SEQUENCE. */

import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { type RelationModel, relationNamed } from "../schema-model.ts";
import { newRelationName } from "./new-relation/new-relation-name.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `CreateSeqStmt`. */
export const createSequence: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const rangeVar = fieldsOf(fields.sequence);
  const name = newRelationName(rangeVar, draft);
  const part = textOf(rangeVar.relname);
  if (fields.if_not_exists === true && draft.known(name) !== null) {
    on.use("create-sequence", null, { part, because: `${name} is there already` });
    return;
  }
  on.use("create-sequence", null, { part });
  const isTemporary = rangeVar.relpersistence === "t";
  draft.add({ ...relationNamed(name, "S"), ownedBy: lockOwner(fields, reading) ?? null, isTemporary });
};

/** Reads `AlterSeqStmt`. */
export const alterSequence: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const sequence = draft.relation(draft.resolve(fieldsOf(fields.sequence)), "S");
  on.use("alter-sequence", sequence, sequence === null ? { because: "it is not there" } : {});
  if (sequence === null) return;
  const ownedBy = lockOwner(fields, reading);
  if (ownedBy !== undefined) draft.change(sequence.name, "S", () => ({ ownedBy }));
};

// OWNED BY looks its table up; undefined where it is not said.
function lockOwner(fields: SqlFields, { draft, on }: Reading): RelationModel["ownedBy"] | undefined {
  const option = listOf(fields.options)
    .map((one) => fieldsOf(nodeOf(one, "DefElem") ?? undefined))
    .findLast(({ defname }) => defname === "owned_by");
  if (option === undefined) return undefined;
  const names = namesOf(nodeOf(option.arg, "List")?.items) ?? [];
  // OWNED BY NONE
  if (names.length < 2) return null;
  const table = draft.resolveParts(names.slice(0, -1));
  on.lock(table, "ACCESS SHARE");
  return { table, column: names.at(-1) ?? "" };
}
