/** Triggers: making one waits for writers, dropping or renaming one for everybody. */

import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, namesOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import type { QualifiedName, RelationModel } from "../schema-model.ts";
import { resolveRoutines } from "./run-routine.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

// TRIGGER_TYPE_* of pg_trigger.h
const eventBits = [
  [4, "insert"],
  [8, "delete"],
  [16, "update"],
  [32, "truncate"],
] as const;

/** Reads `CreateTrigStmt`. A row trigger of a partitioned table is made on every partition too. */
export const createTrigger: StatementReader = (fields, { draft, on }) => {
  const relation = draft.relation(draft.resolve(fieldsOf(fields.relation)), "r");
  if (relation === null) return;
  const name = textOf(fields.trigname) ?? "";
  const exists = relation.triggers.some((trigger) => trigger.name === name);
  const form = exists ? "replace-trigger" : "create-trigger";
  on.use(form, relation, { part: name });
  const referenced = fields.constrrel === undefined ? null : draft.resolve(fieldsOf(fields.constrrel));
  if (referenced !== null) on.lock(referenced, "ACCESS SHARE");
  const partitions = relation.partitionKey !== null && fields.row === true ? draft.descendantsOf(relation.name) : [];
  for (const partition of partitions) on.use(form, partition, { part: name, via: `partition of ${relation.name}` });
  const parts = namesOf(fields.funcname) ?? [];
  const called: QualifiedName =
    resolveRoutines(parts, draft)[0]?.name ?? qualifiedName(...(parts.length > 1 ? parts : ["public", ...parts]));
  const events = eventBits.flatMap(([bit, event]) => ((Number(fields.events) & bit) !== 0 ? [event] : []));
  for (const one of [relation, ...partitions])
    draft.change(one.name, "r", ({ triggers }) => ({
      triggers: [...triggers.filter((trigger) => trigger.name !== name), { name, function: called, referenced, events }],
    }));
};

/** DROP TRIGGER by the name parts of table and trigger; one that is not there is not looked for any further. */
export function dropTrigger(parts: readonly string[], { draft, on }: Reading): void {
  const name = parts.at(-1) ?? "";
  const relation = draft.relation(draft.resolveParts(parts.slice(0, -1)), "r");
  const tables = relation === null ? [] : withCopies(relation, name, draft.descendantsOf(relation.name));
  if (tables.length === 0) on.use("drop-trigger", null, { part: name });
  for (const [at, table] of tables.entries())
    on.use("drop-trigger", table, { part: name, via: at === 0 ? null : `partition of ${relation?.name}` });
  for (const table of tables)
    draft.change(table.name, "r", ({ triggers }) => ({ triggers: triggers.filter((one) => one.name !== name) }));
}

/** ALTER TRIGGER … RENAME; the copies on partitions are renamed along from 15 on. */
export function renameTrigger(fields: SqlFields, { draft, on }: Reading): void {
  const name = textOf(fields.subname) ?? "";
  const to = textOf(fields.newname) ?? "";
  const relation = draft.relation(draft.resolve(fieldsOf(fields.relation)), "r");
  const below = relation === null || draft.major < 15 ? [] : draft.descendantsOf(relation.name);
  const tables = relation === null ? [] : withCopies(relation, name, below);
  for (const [at, table] of tables.entries())
    on.use("rename-trigger", table, { part: name, via: at === 0 ? null : `partition of ${relation?.name}` });
  for (const table of tables)
    draft.change(table.name, "r", ({ triggers }) => ({
      triggers: triggers.map((one) => (one.name === name ? { ...one, name: to } : one)),
    }));
}

/** Reads `AlterObjectDependsStmt`; only a trigger or an index stands on a relation. */
export const dependOnExtension: StatementReader = (fields, { draft, on }) => {
  if (fields.objectType !== "OBJECT_TRIGGER") {
    on.use("alter-object", null);
    // an index or a materialized view
    if (fields.relation !== undefined) on.lock(draft.resolve(fieldsOf(fields.relation)), "ACCESS EXCLUSIVE");
  } else on.use("alter-trigger-extension", draft.relation(draft.resolve(fieldsOf(fields.relation)), "r"));
};

function withCopies(relation: RelationModel, trigger: string, below: readonly RelationModel[]): readonly RelationModel[] {
  const has = ({ isKnown, triggers }: RelationModel) => !isKnown || triggers.some(({ name }) => name === trigger);
  if (!has(relation)) return [];
  return relation.partitionKey === null ? [relation] : [relation, ...below.filter(has)];
}
