/** Routines as statements name them that take no signature. Facts hold signatures, which leave out the schema of Postgres' own. */

import { containerOf } from "../catalog/object-id.ts";
import { bareName } from "./signature.ddl.ts";

/** `app.touch()` → `app.touch`; `postgresql_fdw_validator(text[],oid)` → `pg_catalog.postgresql_fdw_validator`. */
export function routineReference(signature: string): string {
  const name = bareName(signature);
  return containerOf(name) === "" ? `pg_catalog.${name}` : name;
}
