/** A way back that leaves something behind, or cannot bring something back. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, namesOf, nodeOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { elementsOf, relationOf } from "../names-in-tree.ts";
import { droppedBy, keyOf, madeBy, type NamedObject, renamedBy } from "../objects-in-tree.ts";
import type { Rule, RuleFinding } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const rollbackIncomplete: Rule = {
  id: "rollback-incomplete",
  summary: "a rollback that does not undo everything that the migration does",
  why: "After going back the schema is neither the old nor the new one, and applying again fails or finds remains.",
  advice: "Undo every statement, in reverse order.",
  level: "medium",
  group: "safety",
  docs: [],
  aliases: [],
  bad: [
    {
      sql: "create type mood as enum ('sad', 'ok');\ncreate table if not exists feature (id bigint primary key, mood mood);\n\n-- Rollback:\n-- drop table if exists feature;",
    },
    { sql: "alter table users rename column email to mail;\n\n-- Rollback:\n-- alter table users drop column mail;" },
    { sql: "alter table users drop column email;\n\n-- Rollback:\n-- alter table users add column email text;" },
    { sql: "alter type mood add value if not exists 'great';\n\n-- Rollback:\n-- select 1;" },
  ],
  good: [
    {
      sql: "do $$ begin create type mood as enum ('sad', 'ok'); exception when duplicate_object then null; end $$;\n\n-- Rollback:\n-- drop type if exists mood;",
    },
    {
      sql: "create type mood as enum ('sad', 'ok');\ncreate table if not exists feature (id bigint primary key, mood mood);\ncreate index if not exists feature_mood on feature (mood);\n\n-- Rollback:\n-- drop table if exists feature;\n-- drop type mood;",
    },
    { sql: "alter table users rename column email to mail;\n\n-- Rollback:\n-- alter table users rename column mail to email;" },
    { sql: "create schema app;\ncreate table app.users (id bigint primary key);\n\n-- Rollback:\n-- drop schema app cascade;" },
    {
      sql: "create table if not exists feature (id bigint primary key);\ncreate sequence if not exists feature_id;\nalter sequence feature_id owned by feature.id;\n\n-- Rollback:\n-- drop table if exists feature;",
    },
    { sql: "create or replace view v as select 1 as a;\n\n-- Rollback:\n-- create or replace view v as select 2 as a;" },
  ],
  *check(outer) {
    const migration = withInner(outer);
    const { rollback, unparsedRollback, statements } = migration;
    // what it does not say, and what nobody can read, other rules tell
    if (rollback === null || unparsedRollback.length > 0 || statements.length === 0) return;
    // who knows what it drops
    if (rollback.some(({ effects }) => effects.unknown.some((what) => !what.startsWith("what CASCADE drops")))) return;
    yield* leftBehind(migration, rollback);
    yield* notBroughtBack(migration, rollback);
  },
};

/** What the migration makes and the rollback leaves. */
function* leftBehind(migration: JudgedMigration, rollback: readonly JudgedStatement[]): Generator<RuleFinding> {
  const dropped = rollback.flatMap((statement) => droppedBy(statement, migration));
  const gone = new Set(dropped.map(keyOf));
  const schemas = dropped.flatMap(({ sort, name }) => (sort === "schema" ? [name] : []));
  const replaced = new Set(rollback.flatMap((statement) => madeBy(statement, migration).map(keyOf)));
  const undone = goneWithin(migration);
  const goneRelations = new Set(
    [...gone, ...undone].flatMap((key) =>
      relationSorts.flatMap((sort) => (key.startsWith(`${sort}:`) ? [key.slice(sort.length + 1)] : [])),
    ),
  );
  const owners = sequenceOwners(migration);
  for (const object of migration.statements.flatMap((statement) => madeBy(statement, migration))) {
    const { sort, name, of, isGuarded, statement } = object;
    const isGone =
      gone.has(keyOf(object)) ||
      (sort === "sequence" && goesWith(owners.get(name), gone, goneRelations)) ||
      undone.has(keyOf(object)) ||
      schemas.some((schema) => name.startsWith(`${schema}.`)) ||
      (of !== null && goneRelations.has(of));
    // a partition goes with its parent, and takes its own parts along
    if (isGone && sort === "table") goneRelations.add(name);
    // an extension or a schema that may have been there before is not this migration's to drop
    const mayBeOld = isGuarded === true && (sort === "extension" || sort === "schema");
    if (isGone || mayBeOld || (isGuarded === true && replaced.has(keyOf(object)))) continue;
    yield at(statement, `the rollback leaves ${sort} ${name}`);
  }
  for (const { node, fields, line, column } of migration.statements)
    if (node === "AlterEnumStmt" && typeof fields.newVal === "string" && fields.oldVal === undefined)
      yield { line, column, level: "low", message: `no rollback takes the value '${fields.newVal}' out of its enum again` };
}

/** Sequences that belong to a column, and go with it: `OWNED BY`. */
function sequenceOwners(migration: JudgedMigration): ReadonlyMap<string, { readonly table: string; readonly column: string }> {
  const owners = new Map<string, { readonly table: string; readonly column: string }>();
  for (const { node, fields } of migration.statements) {
    if (node !== "CreateSeqStmt" && node !== "AlterSeqStmt") continue;
    for (const { defname, arg } of elementsOf(fields.options, "DefElem")) {
      const parts = defname === "owned_by" ? (namesOf(nodeOf(arg, "List")?.items) ?? []) : [];
      if (parts.length < 2) continue;
      const table = migration.after.resolveParts(parts.slice(0, -1));
      const column = `${table}.${quoteIdentifier(parts.at(-1) ?? "")}`;
      owners.set(relationOf(migration, fieldsOf(fields.sequence)), { table, column });
    }
  }
  return owners;
}

function goesWith(
  owner: { readonly table: string; readonly column: string } | undefined,
  gone: ReadonlySet<string>,
  goneRelations: ReadonlySet<string>,
): boolean {
  return owner !== undefined && (goneRelations.has(owner.table) || gone.has(keyOf({ sort: "column", name: owner.column })));
}

const relationSorts = ["table", "foreign table", "view", "materialized view"];

/** What the migration itself makes and drops again. */
function goneWithin(migration: JudgedMigration): ReadonlySet<string> {
  return new Set(migration.statements.flatMap((statement) => droppedBy(statement, migration).map(keyOf)));
}

/** What the migration drops or renames and the rollback does not restore. */
function* notBroughtBack(migration: JudgedMigration, rollback: readonly JudgedStatement[]): Generator<RuleFinding> {
  const made = new Set(rollback.flatMap((statement) => madeBy(statement, migration).map(keyOf)));
  const names = new Set(rollback.flatMap((statement) => renamedBy(statement, migration)?.to ?? []));
  const own = new Set(migration.statements.flatMap((statement) => madeBy(statement, migration).map(keyOf)));
  for (const statement of migration.statements) {
    for (const object of droppedBy(statement, migration)) {
      if (own.has(keyOf(object)) || (object.of !== null && own.has(`table:${object.of}`))) continue;
      yield* restoration(object, made);
    }
    const renamed = renamedBy(statement, migration);
    if (renamed !== null && !names.has(renamed.from) && !own.has(`${renamed.sort}:${renamed.from}`))
      yield at(statement, `the rollback does not give ${renamed.sort} ${renamed.to} its old name back`);
  }
}

function* restoration(object: NamedObject, made: ReadonlySet<string>): Generator<RuleFinding> {
  const { sort, name, of, statement } = object;
  const isMade = made.has(keyOf(object)) || (of !== null && made.has(`table:${of}`));
  if (!isMade) yield at(statement, `the rollback does not bring ${sort} ${name} back`);
  else if (sort === "table" || sort === "column")
    yield at(statement, `the rollback makes ${sort} ${name} again, without what was in it`, {
      level: "low",
      fix: "A backup before it, or rename now and drop in a later migration.",
    });
}
