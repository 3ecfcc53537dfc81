/** What the columns of pg_type are to every kind of type. */

import type { Facts } from "../catalog/schema-object.ts";
import { type ColumnUse, ignored } from "./define-kind.ts";

/** Columns of pg_type that mean the same for every kind of type; a kind overrides those that are facts of its own. */
export const typeCatalog = {
  "pg_type.oid": "identity",
  "pg_type.typname": "identity",
  "pg_type.typnamespace": "identity",
  "pg_type.typowner": "owner",
  "pg_type.typlen": "derived",
  "pg_type.typbyval": "derived",
  "pg_type.typtype": "identity",
  "pg_type.typcategory": "derived",
  "pg_type.typispreferred": "derived",
  "pg_type.typisdefined": "derived",
  "pg_type.typdelim": "derived",
  "pg_type.typrelid": "derived",
  "pg_type.typsubscript": "derived",
  "pg_type.typelem": "derived",
  "pg_type.typarray": "derived",
  "pg_type.typinput": "derived",
  "pg_type.typoutput": "derived",
  "pg_type.typreceive": "derived",
  "pg_type.typsend": "derived",
  "pg_type.typmodin": "derived",
  "pg_type.typmodout": "derived",
  "pg_type.typanalyze": "derived",
  "pg_type.typalign": "derived",
  "pg_type.typstorage": "derived",
  "pg_type.typnotnull": "derived",
  "pg_type.typbasetype": "derived",
  "pg_type.typtypmod": "derived",
  "pg_type.typndims": ignored("dimensions of a domain's array are neither enforced nor dumped"),
  "pg_type.typcollation": "derived",
  "pg_type.typdefaultbin": "derived",
  "pg_type.typdefault": "derived",
  "pg_type.typacl": "privileges",
} as const satisfies { readonly [column: `${string}.${string}`]: ColumnUse<Facts> };
