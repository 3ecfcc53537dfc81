/**
 * NOT NULL constraints that say more than their column's `notNull`: since PostgreSQL 18 (17 for domains) they are rows with a
 * name, and may be NO INHERIT or not valid. The ordinary ones would only repeat the column, and older servers cannot express the others.
 */

import { parentedId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind } from "./define-kind.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

type NotNullFacts = {
  /** Null for the NOT NULL of a domain. */
  readonly column: string | null;
  readonly isValid: boolean;
  readonly noInherit: boolean;
};

/** A NOT NULL constraint with a name or property of its own (18+). */
export const notNullKind = defineKind<NotNullFacts>()({
  kind: "not-null",
  classId: "pg_constraint",
  query: (version) => `
    select k.oid, k.conname as name, k.conrelid as table_oid, k.contypid as domain_oid,
           coalesce(c.relname, t.typname) as of_name, coalesce(k.conkey[1], 0) as attribute,
           k.convalidated as is_valid, k.connoinherit as no_inherit
    from pg_catalog.pg_constraint k
    left join pg_catalog.pg_class c on c.oid = k.conrelid and k.conrelid <> 0
    left join pg_catalog.pg_type t on t.oid = k.contypid and k.contypid <> 0
    join pg_catalog.pg_namespace n on n.oid = k.connamespace and ${inUserSchema("n")}
    where k.contype = 'n' and ${atLeast(version, 17) ? madeByUser("k.oid") : "false"}
    order by k.conrelid, k.contypid, k.conname`,
  row: {
    oid: "int",
    name: "text",
    table_oid: "int",
    domain_oid: "int",
    of_name: "text",
    attribute: "int",
    is_valid: "bool",
    no_inherit: "bool",
  },
  read: (row, context) => {
    const holder =
      row.table_oid === 0 ? context.resolve("pg_type", row.domain_oid, 0) : context.resolve("pg_class", row.table_oid, 0);
    if (holder === null) return null;
    const column = row.attribute === 0 ? null : context.columnName(row.table_oid, row.attribute);
    const stem = column === null ? `${row.of_name}_not_null` : `${row.of_name}_${column}_not_null`;
    const isOrdinary = row.is_valid && !row.no_inherit && isDefaultName(row.name, stem, row.of_name);
    return {
      id: parentedId("not-null", holder, row.name),
      oid: row.oid,
      parent: column === null ? holder : parentedId("column", holder, column),
      facts: { column, isValid: row.is_valid, noInherit: row.no_inherit },
      isRestated: isOrdinary,
    };
  },
  changes: {
    column: alter("set-not-null"),
    isValid: alter("validate-constraint"),
    noInherit: alter("alter-constraint"),
  },
  add: () => "set-not-null",
  remove: () => "alter-constraint",
  renameBy: ["column", "isValid", "noInherit"],
  catalog: {
    "pg_constraint.contype": "identity",
    "pg_constraint.conkey": ["column"],
    "pg_constraint.convalidated": ["isValid"],
    "pg_constraint.connoinherit": ["noInherit"],
  },
});

// makeObjectName in src/backend/commands/indexcmds.c: `table_column_not_null` within 63 bytes, a number where it is taken.
// Names that had to be shortened are told by their ends: they begin as the table and end in the label.
function isDefaultName(name: string, stem: string, table: string): boolean {
  if (name.startsWith(stem)) return /^\d*$/.test(name.slice(stem.length));
  return new TextEncoder().encode(stem).length > 63 && /_not_null\d*$/.test(name) && name.startsWith(table.slice(0, 8));
}
