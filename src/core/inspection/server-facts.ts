/** What the server says of itself and of the database, read in the same snapshot as the objects. */

import type { ServerFacts } from "../catalog/catalog.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";

/** One row. Locale columns changed with 15 (datlocprovider, daticulocale) and 17 (datlocale). */
export function serverFactsQuery(version: ServerVersion): string {
  const locale = atLeast(version, 17) ? "d.datlocale" : atLeast(version, 15) ? "d.daticulocale" : "null::text";
  return `
    select pg_catalog.current_setting('server_version_num')::pg_catalog.int4 as version_number,
           pg_catalog.current_setting('server_version') as version, d.datname as database,
           pg_catalog.pg_get_userbyid(d.datdba) as owner, pg_catalog.pg_encoding_to_char(d.encoding) as encoding,
           ${atLeast(version, 15) ? "d.datlocprovider" : "'c'::\"char\""} as locale_provider, d.datcollate::text as collate, d.datctype::text as ctype,
           ${locale} as locale,
           ${atLeast(version, 15) ? "d.datcollversion" : "null::text"} as collation_version,
           ${atLeast(version, 15) ? "pg_catalog.pg_database_collation_actual_version(d.oid)" : "null::text"} as collation_actual_version
    from pg_catalog.pg_database d
    where d.datname = pg_catalog.current_database()`;
}

/** The shape of {@link serverFactsQuery}. */
export const serverFactsRow = {
  version_number: "int",
  version: "text",
  database: "text",
  owner: "text",
  encoding: "text",
  locale_provider: "text",
  collate: "text",
  ctype: "text",
  locale: "text?",
  collation_version: "text?",
  collation_actual_version: "text?",
} as const satisfies RowShape;

const providers: { readonly [code: string]: string } = { b: "builtin", c: "libc", i: "icu" };

/** A row as {@link ServerFacts}. */
export function readServerFacts(row: RowOf<typeof serverFactsRow>): ServerFacts {
  return {
    versionNumber: row.version_number,
    version: row.version.split(" ")[0] ?? row.version,
    database: row.database,
    owner: row.owner,
    encoding: row.encoding,
    localeProvider: providers[row.locale_provider] ?? row.locale_provider,
    collate: row.collate,
    ctype: row.ctype,
    locale: row.locale,
    collationVersion: row.collation_version,
    collationActualVersion: row.collation_actual_version,
  };
}
