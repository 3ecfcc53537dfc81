/** Enum types. Their labels are one fact, in order: a label has no identity of its own that SQL could address. */

import { objectId } from "../catalog/object-id.ts";
import type { FactValue } from "../catalog/schema-object.ts";
import { alter, defineKind } from "./define-kind.ts";
import { typeAliases, typeCatalog } from "./type-catalog.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

type EnumFacts = {
  /** In sort order. */
  readonly labels: readonly string[];
};

/** An enum type. */
export const enumKind = defineKind<EnumFacts>()({
  kind: "enum",
  classId: "pg_type",
  query: () => `
    select t.oid, n.nspname as schema, t.typname as name, pg_catalog.pg_get_userbyid(t.typowner) as owner,
           t.typarray as array_oid, coalesce(e.labels, array[]::text[]) as labels
    from pg_catalog.pg_type t
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace and ${inUserSchema("n")}
    left join (
      select e.enumtypid, pg_catalog.array_agg(e.enumlabel::text order by e.enumsortorder) as labels
      from pg_catalog.pg_enum e
      group by e.enumtypid
    ) e on e.enumtypid = t.oid
    where t.typtype = 'e' and ${madeByUser("t.oid")}
    order by n.nspname, t.typname`,
  row: { oid: "int", schema: "text", name: "text", owner: "text", array_oid: "int", labels: "text[]" },
  read: (row, context) => {
    const id = objectId("enum", row.schema, row.name);
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      aliases: typeAliases(id, row.array_oid),
      facts: { labels: row.labels },
    };
  },
  changes: {
    // A label can be added and renamed in place, never removed or moved; the worst is what an unknown change costs.
    labels: {
      ...alter("change-enum"),
      formFor: (wanted, current) => (isExtended(wanted, current) ? "add-enum-value" : "change-enum"),
    },
  },
  add: () => "create-type",
  remove: () => "drop-type",
  renameBy: ["labels"],
  catalog: {
    ...typeCatalog,
    "pg_enum.oid": "derived",
    "pg_enum.enumtypid": "parent",
    "pg_enum.enumsortorder": ["labels"],
    "pg_enum.enumlabel": ["labels"],
  },
});

// Every current label is still there and in its order: ALTER TYPE ADD VALUE is enough, BEFORE or AFTER included.
function isExtended(wanted: FactValue, current: FactValue): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(current)) return false;
  const kept = wanted.filter((label) => current.includes(label));
  return kept.length === current.length && kept.every((label, i) => label === current[i]);
}
