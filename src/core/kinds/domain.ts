/** Domains without their check constraints, which are constraints like those of a table. */

import { alter, defineKind, replace } from "./define-kind.ts";
import { domainAlterations, domainDdl } from "./domain.ddl.ts";
import { typeCatalog } from "./type-catalog.ts";
import { typeColumns, typeIdentity, typeRow, typeSchema } from "./type-identity.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What a domain is. */
export type DomainFacts = {
  /** As `format_type` writes it, with its modifier. */
  readonly type: string;
  /** Only where it differs from the base type's own. */
  readonly collation: string | null;
  readonly default: string | null;
  readonly notNull: boolean;
};

/** A domain. */
export const domainKind = defineKind<DomainFacts>()({
  kind: "domain",
  classId: "pg_type",
  query: () => `
    select ${typeColumns}, pg_catalog.format_type(t.typbasetype, t.typtypmod) as type,
           case when t.typcollation <> b.typcollation then t.typcollation::pg_catalog.regcollation::text end as collation,
           coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) as expression, t.typnotnull as not_null
    from pg_catalog.pg_type t
    ${typeSchema}
    join pg_catalog.pg_type b on b.oid = t.typbasetype
    where t.typtype = 'd' and ${madeByUser("t.oid")}
    order by n.nspname, t.typname`,
  row: {
    ...typeRow,
    type: "text",
    collation: "text?",
    expression: "text?",
    not_null: "bool",
  },
  read: (row, context) => ({
    ...typeIdentity("domain", row, context),
    facts: { type: row.type, collation: row.collation, default: row.expression, notNull: row.not_null },
  }),
  changes: {
    type: replace("replace-object"),
    collation: replace("replace-object"),
    default: alter("alter-type", domainAlterations.alterDefault, "stored-value"),
    notNull: {
      ...alter("add-domain-constraint", domainAlterations.alterNotNull),
      formFor: (wanted) => (wanted === true ? "add-domain-constraint" : "alter-type"),
    },
  },
  ddl: domainDdl,
  add: () => "create-type",
  remove: () => "drop-type",
  renameBy: ["type", "collation", "default", "notNull"],
  catalog: {
    ...typeCatalog,
    "pg_type.typnotnull": ["notNull"],
    "pg_type.typbasetype": ["type"],
    "pg_type.typtypmod": ["type"],
    "pg_type.typcollation": ["collation"],
    "pg_type.typdefaultbin": ["default"],
    "pg_type.typdefault": ["default"],
  },
});
