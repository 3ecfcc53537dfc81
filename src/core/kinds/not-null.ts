/**
 * NOT NULL constraints that say more than their column's `notNull`: since PostgreSQL 18 (17 for domains) they are rows with a
 * name, and may be NO INHERIT or not valid. The ordinary ones would only repeat the column or the parent's constraint, and older
 * servers cannot express the others.
 */

import { parentedId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { notNullAlterations, notNullDdl } from "./not-null.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What such a constraint is. */
export type NotNullFacts = {
  /** Null for the NOT NULL of a domain. */
  readonly column: string | null;
  readonly isValid: boolean;
  readonly noInherit: boolean;
  /** Declared by the table itself; false for one that only a parent brings. */
  readonly isLocal: boolean;
  /** How many parents bring it. */
  readonly inheritedFrom: number;
};

// The constraints of a table's parents on the same column, which may have another number there.
const parents = `
      select h.inhrelid, a.attnum, pg_catalog.array_agg(pk.conname::pg_catalog.text order by h.inhseqno) as names
      from pg_catalog.pg_inherits h
      join pg_catalog.pg_constraint pk on pk.conrelid = h.inhparent and pk.contype = 'n' and not pk.connoinherit
      join pg_catalog.pg_attribute pa on pa.attrelid = pk.conrelid and pa.attnum = pk.conkey[1]
      join pg_catalog.pg_attribute a on a.attrelid = h.inhrelid and a.attname = pa.attname
      group by h.inhrelid, a.attnum`;

/** A NOT NULL constraint with a name or property of its own (18+). */
export const notNullKind = defineKind<NotNullFacts>()({
  kind: "not-null",
  classId: "pg_constraint",
  query: (version) => `
    select k.oid, k.conname as name, k.conrelid as table_oid, k.contypid as domain_oid,
           coalesce(c.relname, t.typname) as of_name, coalesce(k.conkey[1], 0) as attribute,
           k.convalidated as is_valid, k.connoinherit as no_inherit,
           k.conislocal as is_local, k.coninhcount as inherited_from, p.names as parent_names
    from pg_catalog.pg_constraint k
    left join pg_catalog.pg_class c on c.oid = k.conrelid and k.conrelid <> 0
    left join pg_catalog.pg_type t on t.oid = k.contypid and k.contypid <> 0
    left join (${parents}
    ) p on p.inhrelid = k.conrelid and p.attnum = k.conkey[1]
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
    is_local: "bool",
    inherited_from: "int",
    parent_names: "text[]?",
  },
  read: (row, context) => {
    const holder =
      row.table_oid === 0 ? context.resolve("pg_type", row.domain_oid, 0) : context.resolve("pg_class", row.table_oid, 0);
    if (holder === null) return null;
    const column = row.attribute === 0 ? null : context.columnName(row.table_oid, row.attribute);
    return {
      id: parentedId("not-null", holder, row.name),
      oid: row.oid,
      parent: column === null ? holder : parentedId("column", holder, column),
      facts: {
        column,
        isValid: row.is_valid,
        noInherit: row.no_inherit,
        isLocal: row.is_local,
        inheritedFrom: row.inherited_from,
      },
      isRestated: row.is_valid && !row.no_inherit && (isPlain(row, column) || isMerelyInherited(row, column)),
    };
  },
  changes: {
    column: replace("set-not-null"),
    isValid: { ...alter("validate-constraint", notNullAlterations.validate), canAlter: ({ after }) => after.facts.isValid },
    noInherit: alter("alter-constraint", notNullAlterations.alterInherit),
    isLocal: alter("change-inheritance", notNullAlterations.followsTable),
    inheritedFrom: alter("change-inheritance", notNullAlterations.followsTable),
  },
  ddl: notNullDdl,
  add: () => "set-not-null",
  remove: () => "alter-constraint",
  renameBy: ["column", "isValid", "noInherit"],
  catalog: {
    "pg_constraint.contype": "identity",
    "pg_constraint.conkey": ["column"],
    "pg_constraint.convalidated": ["isValid"],
    "pg_constraint.connoinherit": ["noInherit"],
    "pg_constraint.conislocal": ["isLocal"],
    "pg_constraint.coninhcount": ["inheritedFrom"],
  },
});

interface NameAndOrigin {
  readonly name: string;
  readonly of_name: string;
  readonly is_local: boolean;
  readonly inherited_from: number;
  readonly parent_names: readonly string[] | null;
}

// What `column type NOT NULL` makes.
function isPlain(row: NameAndOrigin, column: string | null): boolean {
  return row.is_local && row.inherited_from === 0 && isDefaultName(row, column);
}

// PARTITION OF gives it the parent's name, ATTACH leaves the one that it had. Nobody can rename or drop it, so either automatic
// name says nothing; one that was chosen does.
function isMerelyInherited(row: NameAndOrigin, column: string | null): boolean {
  const parents = row.parent_names ?? [];
  if (row.is_local || row.inherited_from === 0 || row.inherited_from !== parents.length) return false;
  return parents.includes(row.name) || isDefaultName(row, column);
}

// makeObjectName in src/backend/commands/indexcmds.c: `table_column_not_null` within 63 bytes, a number where it is taken.
// Names that had to be shortened are told by their ends: they begin as the table and end in the label.
function isDefaultName({ name, of_name: holder }: NameAndOrigin, column: string | null): boolean {
  const stem = column === null ? `${holder}_not_null` : `${holder}_${column}_not_null`;
  if (name.startsWith(stem)) return /^\d*$/.test(name.slice(stem.length));
  return new TextEncoder().encode(stem).length > 63 && /_not_null\d*$/.test(name) && name.startsWith(holder.slice(0, 8));
}
