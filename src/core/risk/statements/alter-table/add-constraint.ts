/** ALTER TABLE … ADD of a constraint. Which tables below take part depends on what it is, and on the major. */

import { namesOf, nodeOf, type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import type { Cost } from "../../forms/form.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { addPartitionIndex } from "../index/partition-indexes.ts";
import { learnConstraint } from "../new-relation/learn-constraint.ts";
import type { Reading } from "../statement-reader.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import type { Clause, ClauseReader } from "./clause.ts";
import { addNotNull, isNotNull, markNotNull, nullCosts } from "./not-null.ts";
import { useIndex } from "./use-index.ts";

/** Reads `AT_AddConstraint`. */
export const addConstraint: ClauseReader = (clause, reading) => {
  const constraint = nodeOf(clause.fields.def, "Constraint") ?? {};
  // since 18 all tables below are locked, whether the constraint goes down to them or not
  if (reading.draft.major >= 18) for (const child of clause.children) clause.alteration.lockBelow(child);
  switch (constraint.contype) {
    case "CONSTR_CHECK":
      addCheck(constraint, clause, reading);
      return;
    case "CONSTR_NOTNULL":
      addNotNull(clause, reading);
      return;
    case "CONSTR_FOREIGN":
      addForeignKey(constraint, clause, reading);
      return;
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
    case "CONSTR_EXCLUSION":
      if (constraint.indexname === undefined) addKey(constraint, clause, reading);
      else useIndex(constraint, clause, reading);
      return;
    default:
      reading.on.unknown(`what ADD ${String(constraint.contype)} locks`);
  }
};

function addCheck(constraint: SqlFields, { relation, children, alteration }: Clause, { draft }: Reading): void {
  const part = textOf(constraint.conname);
  const below = constraint.is_no_inherit === true ? [] : children;
  const form: StatementForm =
    constraint.is_enforced !== true
      ? "add-check-not-enforced"
      : constraint.skip_validation === true
        ? "add-check-not-valid"
        : "add-check";
  // a table below that has it already merges the two, and is not looked at again
  const has = (table: RelationModel) => part !== null && table.constraints.some((one) => one.type === "c" && one.name === part);
  const receivers = below.filter((child) => !has(child));
  alteration.use(form, relation, receivers, { part });
  for (const child of below) alteration.lockBelow(child);
  learnConstraint(relation.name, constraint, null, draft);
  const name = part ?? draft.known(relation.name)?.constraints.at(-1)?.name ?? null;
  for (const child of receivers) {
    learnConstraint(child.name, name === null ? constraint : { ...constraint, conname: name }, null, draft);
    draft.change(child.name, child.relkind, ({ constraints }) => ({
      constraints: constraints.map((one) => (one.name === name ? { ...one, isInherited: true } : one)),
    }));
  }
}

const keyForms: { readonly [contype: string]: StatementForm } = {
  CONSTR_PRIMARY: "add-primary-key",
  CONSTR_UNIQUE: "add-unique",
  CONSTR_EXCLUSION: "add-exclusion",
};

function addKey(constraint: SqlFields, { relation, children, alteration }: Clause, reading: Reading): void {
  const { draft, on } = reading;
  const part = textOf(constraint.conname);
  const isPrimary = constraint.contype === "CONSTR_PRIMARY";
  const columns = isPrimary ? (namesOf(constraint.keys) ?? []) : [];
  const partitions = relation.relkind === "p" ? children : [];
  const isIndexed = new Set([relation, ...partitions].map(({ name }) => name));
  const costs = (table: RelationModel): readonly Cost[] => [
    // what may not overlap is looked up in the index when that is there
    ...(constraint.contype === "CONSTR_EXCLUSION" || constraint.without_overlaps === true ? (["scan"] as const) : []),
    ...columns.flatMap((column) => nullCosts(table, column, draft)),
    ...(isIndexed.has(table.name) ? (["index-build"] as const) : []),
  ];
  // the columns of a primary key become NOT NULL, down to the last table
  const asksBelow = isPrimary && (columns.some((column) => !isNotNull(relation, column)) || relation.relkind !== "p");
  const below = asksBelow ? children : [];
  alteration.use(keyForms[String(constraint.contype)] ?? "add-unique", relation, below, { part, costs });
  if (!asksBelow)
    for (const table of partitions) {
      // until 17 partitions get their index as by CREATE INDEX
      on.lock(table.name, "SHARE", `partition of ${relation.name}`);
      alteration.cost(table, costs(table));
    }
  for (const table of [relation, ...below]) for (const column of columns) markNotNull(table, column, draft);
  learnKey(constraint, relation, partitions, draft);
}

function learnKey(
  constraint: SqlFields,
  relation: RelationModel,
  partitions: readonly RelationModel[],
  draft: SchemaDraft,
): void {
  learnConstraint(relation.name, constraint, null, draft);
  const index = draft.known(relation.name)?.constraints.at(-1)?.index ?? null;
  const made = index === null ? null : draft.known(index);
  if (made === null) return;
  const children = partitions.filter(({ parents }) => parents.includes(relation.name));
  for (const child of children) addPartitionIndex(made, child.name, draft);
}
