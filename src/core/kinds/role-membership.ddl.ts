/** Memberships as SQL. Since 16 each grantor's is one of its own, so that only those of whoever runs the statements change. */

import { atLeast } from "../catalog/server-version.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { colonParts, roleIds, roleSql } from "./attached-name.ddl.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { RoleMembershipFacts } from "./role-membership.ts";

type Membership = ObjectOf<RoleMembershipFacts>;

const hazards: readonly Hazard[] = [
  { hazard: "needs-privilege", detail: "a role with the admin option; it holds in every database of the cluster" },
];

function rolesOf({ id }: Membership): { readonly role: string; readonly member: string } {
  const [, role = "", member = ""] = colonParts(id);
  return { role, member };
}

function grant(membership: Membership, options: readonly string[], context: DdlContext): Statement {
  const { role, member } = rolesOf(membership);
  const what = options.length === 0 ? "" : ` WITH ${options.join(", ")}`;
  return statement("grant", `GRANT ${roleSql(role, context)} TO ${roleSql(member, context)}${what}`, { hazards });
}

const truth = (value: boolean) => (value ? "TRUE" : "FALSE");

function initialOptions(membership: Membership, context: DdlContext): readonly string[] {
  const { admin, inherit, set } = membership.facts;
  if (!atLeast(context.version, 16)) return admin ? ["ADMIN OPTION"] : [];
  // without a word the member's own INHERIT decides
  const own = roleIds(rolesOf(membership).member).map((id) => context.goal.get(id)?.facts.inherit)[0];
  return [
    ...(admin ? ["ADMIN TRUE"] : []),
    ...(own === inherit ? [] : [`INHERIT ${truth(inherit)}`]),
    ...(set ? [] : ["SET FALSE"]),
  ];
}

const alterOptions: AlterFacts<RoleMembershipFacts> = ({ after, facts }, context) => {
  const { role, member } = rolesOf(after);
  const { admin, inherit, set } = after.facts;
  if (atLeast(context.version, 16)) {
    const options = [
      ...(facts.has("admin") ? [`ADMIN ${truth(admin)}`] : []),
      ...(facts.has("inherit") ? [`INHERIT ${truth(inherit)}`] : []),
      ...(facts.has("set") ? [`SET ${truth(set)}`] : []),
    ];
    return oneStep(grant(after, options, context));
  }
  // inheriting is the member's own attribute there
  if (!facts.has("admin")) return [];
  if (admin) return oneStep(grant(after, ["ADMIN OPTION"], context));
  const sql = `REVOKE ADMIN OPTION FOR ${roleSql(role, context)} FROM ${roleSql(member, context)}`;
  return oneStep(statement("revoke", sql, { hazards }));
};

/** Changes in place, by fact. */
export const roleMembershipAlterations = { alterOptions };

/** How memberships are written. */
export const roleMembershipDdl: KindDdl<RoleMembershipFacts> = {
  noun: ({ id }) => `MEMBERSHIP ${id}`,
  create: (membership, context) => {
    const { role, member } = rolesOf(membership);
    return [
      {
        statements: [grant(membership, initialOptions(membership, context), context)],
        needs: roleIds(role, member),
      },
    ];
  },
  drop: (membership, context) => {
    const { role, member } = rolesOf(membership);
    return [statement("revoke", `REVOKE ${roleSql(role, context)} FROM ${roleSql(member, context)}`, { hazards })];
  },
};
