/** Catalogs: what Postgres keeps for itself. */

import { type SqlFields, textOf } from "../../../sql/sql-tree.ts";

/** Catalogs are left out of everything that is said of locks. */
export function isSystem(rangeVar: SqlFields): boolean {
  const schema = textOf(rangeVar.schemaname);
  if (schema !== null) return schema === "pg_catalog" || schema === "information_schema";
  return /^pg_/.test(textOf(rangeVar.relname) ?? "");
}
