/** Enum types. Their labels are one fact, in order: a label has no identity of its own that SQL could address. */

import { alter, defineKind } from "./define-kind.ts";
import { enumAlterations, enumDdl, isExtended, keepsLabels } from "./enum.ddl.ts";
import { typeCatalog } from "./type-catalog.ts";
import { typeColumns, typeIdentity, typeRow, typeSchema } from "./type-identity.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What an enum type is. */
export type EnumFacts = {
  /** In sort order. */
  readonly labels: readonly string[];
};

/** An enum type. */
export const enumKind = defineKind<EnumFacts>()({
  kind: "enum",
  classId: "pg_type",
  query: () => `
    select ${typeColumns}, coalesce(e.labels, array[]::text[]) as labels
    from pg_catalog.pg_type t
    ${typeSchema}
    left join (
      select e.enumtypid, pg_catalog.array_agg(e.enumlabel::text order by e.enumsortorder) as labels
      from pg_catalog.pg_enum e
      group by e.enumtypid
    ) e on e.enumtypid = t.oid
    where t.typtype = 'e' and ${madeByUser("t.oid")}
    order by n.nspname, t.typname`,
  row: { ...typeRow, labels: "text[]" },
  read: (row, context) => ({
    ...typeIdentity("enum", row, context),
    facts: { labels: row.labels },
  }),
  changes: {
    // A label can be added and renamed in place, never removed or moved; the worst is what an unknown change costs.
    labels: {
      ...alter("change-enum", enumAlterations.alterLabels),
      canAlter: keepsLabels,
      formFor: (wanted, current) =>
        Array.isArray(wanted) && Array.isArray(current) && isExtended(wanted, current) ? "add-enum-value" : "change-enum",
    },
  },
  ddl: enumDdl,
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
