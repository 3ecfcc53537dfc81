/** The objects that comments and security labels point at: found by catalog address, or said to be unread. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { ReadContext } from "./define-kind.ts";
import { currentDatabaseOid, databaseOwnerOid, referencedRoles } from "./referenced-roles.sql.ts";

/** The target's id; null after telling the context that nothing can be said of it. */
export function attachedTarget(
  row: { readonly class_id: string; readonly oid: number; readonly sub_id: number },
  what: string,
  context: ReadContext,
): ObjectId | null {
  const target = context.resolve(row.class_id, row.oid, row.sub_id);
  if (target === null) context.notCompared({ what: `${what} on a row of ${row.class_id}`, why: "the object itself is not read" });
  return target;
}

/** A condition on an alias of a shared catalog: the row is of this database or of a role that it refers to. */
export function sharedTarget(alias: string): string {
  return `((${alias}.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass and ${alias}.objoid = ${currentDatabaseOid})
        or (${alias}.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass and ${alias}.objoid in ${referencedRoles}
            and ${alias}.objoid <> ${databaseOwnerOid}))`;
}
