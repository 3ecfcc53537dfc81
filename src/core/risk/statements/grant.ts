/** GRANT and REVOKE; ownership. A right on a relation locks it from 18 on. */

import { fieldsOf, listOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import { isSystem } from "./data/is-system.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Reads `GrantStmt`. */
export const readGrant: StatementReader = (fields, { draft, on }) => {
  const isGrant = fields.is_grant === true;
  const isOnRelations = fields.objtype === "OBJECT_TABLE" || fields.objtype === "OBJECT_SEQUENCE";
  const named = fields.targtype === "ACL_TARGET_OBJECT" && isOnRelations ? listOf(fields.objects) : [];
  if (draft.major < 18 || named.length === 0) on.use(isGrant ? "grant" : "revoke", null);
  else
    for (const object of named) {
      const rangeVar = fieldsOf(nodeOf(object, "RangeVar") ?? undefined);
      const relation = isSystem(rangeVar)
        ? null
        : draft.relation(draft.resolve(rangeVar), fields.objtype === "OBJECT_SEQUENCE" ? "S" : "r");
      on.use(isGrant ? "grant-on-relation" : "revoke-on-relation", relation);
    }
};

/** Reads `AlterOwnerStmt`: everything but relations, whose owner is a clause of ALTER TABLE. */
export const readOwner: StatementReader = (_fields, { on }) => {
  on.use("change-owner", null);
};

/** Reads `ReassignOwnedStmt`. */
export const reassignOwned: StatementReader = (fields, { on }) => {
  on.use("reassign-owned", null);
  on.unknown(`what ${rolesOf(fields.roles)} owns`);
};

/** Reads `DropOwnedStmt`. */
export const dropOwned: StatementReader = (fields, { on }) => {
  on.use("drop-owned", null);
  on.unknown(`what ${rolesOf(fields.roles)} owns`);
};

function rolesOf(roles: Parameters<typeof listOf>[0]): string {
  return listOf(roles)
    .map((role) => textOf(nodeOf(role, "RoleSpec")?.rolename) ?? "the current role")
    .join(", ");
}
