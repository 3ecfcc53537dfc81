/**
 * Collations. Their columns were renamed in 15 and 17; the facts are what CREATE COLLATION says, whichever column keeps it.
 * The library version itself names the machine, not the schema: only that it is out of date is a fact.
 */

import { objectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { collationAlterations, collationDdl } from "./collation.ddl.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

const providers: { readonly [code: string]: string } = { b: "builtin", c: "libc", d: "default", i: "icu" };

/** What a collation is. */
export type CollationFacts = {
  readonly provider: string;
  readonly isDeterministic: boolean;
  /** LC_COLLATE and LC_CTYPE of a libc collation, null for others. */
  readonly collate: string | null;
  readonly ctype: string | null;
  /** Locale of an ICU or builtin collation (builtin: 17+), null for libc. 16 and newer store ICU's standard form. */
  readonly locale: string | null;
  /** ICU tailoring rules; 16+. */
  readonly rules: string | null;
  /** Null: works with every encoding. */
  readonly encoding: string | null;
  /** False when the library has changed since: indexes that use the collation may be corrupt. */
  readonly isVersionCurrent: boolean;
};

/** A collation. */
export const collationKind = defineKind<CollationFacts>()({
  kind: "collation",
  classId: "pg_collation",
  query: (version) => `
    select c.oid, n.nspname as schema, c.collname as name, pg_catalog.pg_get_userbyid(c.collowner) as owner,
           c.collprovider as provider, c.collisdeterministic as is_deterministic,
           case when c.collprovider = 'c' then c.collcollate::text end as collate,
           case when c.collprovider = 'c' then c.collctype::text end as ctype,
           ${atLeast(version, 17) ? "c.colllocale" : atLeast(version, 15) ? "c.colliculocale" : "case when c.collprovider = 'i' then c.collcollate::text end"} as locale,
           ${atLeast(version, 16) ? "c.collicurules" : "null::text"} as rules,
           case when c.collencoding >= 0 then pg_catalog.pg_encoding_to_char(c.collencoding) end as encoding,
           c.collversion is not distinct from pg_catalog.pg_collation_actual_version(c.oid) as is_version_current
    from pg_catalog.pg_collation c
    join pg_catalog.pg_namespace n on n.oid = c.collnamespace and ${inUserSchema("n")}
    where ${madeByUser("c.oid")}
    order by n.nspname, c.collname, c.collencoding`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    provider: "text",
    is_deterministic: "bool",
    collate: "text?",
    ctype: "text?",
    locale: "text?",
    rules: "text?",
    encoding: "text?",
    is_version_current: "bool",
  },
  read: (row, context) => ({
    id: objectId("collation", row.schema, row.name),
    oid: row.oid,
    parent: context.schema(row.schema),
    owner: row.owner,
    facts: {
      provider: providers[row.provider] ?? row.provider,
      isDeterministic: row.is_deterministic,
      collate: row.collate,
      ctype: row.ctype,
      locale: row.locale,
      rules: row.rules,
      encoding: row.encoding,
      isVersionCurrent: row.is_version_current,
    },
  }),
  changes: {
    provider: replace("replace-object"),
    isDeterministic: replace("replace-object"),
    collate: replace("replace-object"),
    ctype: replace("replace-object"),
    locale: replace("replace-object"),
    rules: replace("replace-object"),
    encoding: replace("replace-object"),
    isVersionCurrent: alter("alter-object", collationAlterations.refreshVersion),
  },
  ddl: collationDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["provider", "isDeterministic", "collate", "ctype", "locale", "rules"],
  catalog: {
    "pg_collation.oid": "identity",
    "pg_collation.collname": "identity",
    "pg_collation.collnamespace": "identity",
    "pg_collation.collowner": "owner",
    "pg_collation.collprovider": ["provider"],
    "pg_collation.collisdeterministic": ["isDeterministic"],
    "pg_collation.collencoding": ["encoding"],
    "pg_collation.collcollate": ["collate", "locale"],
    "pg_collation.collctype": ["ctype"],
    "pg_collation.colliculocale": ["locale"],
    "pg_collation.colllocale": ["locale"],
    "pg_collation.collicurules": ["rules"],
    "pg_collation.collversion": ["isVersionCurrent"],
  },
});
