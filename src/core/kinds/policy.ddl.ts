/** Row security policies as SQL. */

import { nameOf, type ObjectId, objectId, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { inParentheses } from "../sql/in-parentheses.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { PolicyFacts } from "./policy.ts";

type Policy = ObjectOf<PolicyFacts>;

const tableOf = ({ parent }: Policy): ObjectId => parent ?? objectId("table"); // the reader gives every policy its table

const onTable = (policy: Policy) => `${ownNameOf(policy.id)} ON ${nameOf(tableOf(policy))}`;

const roleList = ({ facts }: Policy, context: DdlContext) => facts.roles.map((role) => context.role(role)).join(", ");

function createPolicy(policy: Policy, context: DdlContext): Statement {
  const { command, isPermissive, roles, using, check } = policy.facts;
  const isForAll = roles.length === 1 && roles[0] === "public";
  const sql = [
    `CREATE POLICY ${onTable(policy)}`,
    isPermissive ? "" : " AS RESTRICTIVE",
    command === "all" ? "" : ` FOR ${command.toUpperCase()}`,
    isForAll ? "" : ` TO ${roleList(policy, context)}`,
    using === null ? "" : ` USING ${inParentheses(using)}`,
    check === null ? "" : ` WITH CHECK ${inParentheses(check)}`,
  ].join("");
  return statement("create-policy", sql, { relation: tableOf(policy) });
}

const alterAll: AlterFacts<PolicyFacts> = ({ after, facts }, context) => {
  const { using, check } = after.facts;
  const clauses = [
    facts.has("roles") ? ` TO ${roleList(after, context)}` : "",
    facts.has("using") && using !== null ? ` USING ${inParentheses(using)}` : "",
    facts.has("check") && check !== null ? ` WITH CHECK ${inParentheses(check)}` : "",
  ];
  const sql = `ALTER POLICY ${onTable(after)}${clauses.join("")}`;
  return oneStep(statement("replace-policy", sql, { relation: tableOf(after) }));
};

/** Changes in place, by fact. */
export const policyAlterations = { alterAll };

/** ALTER POLICY can change a condition and cannot take it away. */
export function keepsConditions({ before, after }: Alter<PolicyFacts>): boolean {
  const isGone = (fact: "using" | "check") => before.facts[fact] !== null && after.facts[fact] === null;
  return !isGone("using") && !isGone("check");
}

/** How policies are written. */
export const policyDdl: KindDdl<PolicyFacts> = {
  noun: (policy, guard = "") => `POLICY ${guard}${onTable(policy)}`,
  create: (policy, context) => oneStep(createPolicy(policy, context)),
  drop: (policy) => [
    guardable("drop-policy", "IF EXISTS", (guard) => `DROP POLICY ${guard}${onTable(policy)}`, { relation: tableOf(policy) }),
  ],
  holdsColumnTypes: ({ facts }) => facts.using !== null || facts.check !== null,
  rename: (policy, to) => [
    statement("rename", `ALTER POLICY ${onTable(policy)} RENAME TO ${ownNameOf(to)}`, { relation: tableOf(policy) }),
  ],
};
