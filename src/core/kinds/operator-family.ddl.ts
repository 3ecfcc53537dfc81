/** Operator families as SQL. Of the server's own only the additions are ours: those are added and dropped, never the family. */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";
import { droppedItems, memberItems, methodName } from "./operator-members.ddl.ts";
import type { OperatorMembers } from "./operator-members.ts";

const superuser = [{ hazard: "needs-privilege", detail: "only a superuser may make or change an operator family" }] as const;

const isBuiltIn = ({ id }: { readonly id: ObjectId }) => nameOf(id).startsWith("pg_catalog.");

function alterFamily(id: ObjectId, verb: "ADD" | "DROP", items: readonly string[]): readonly Statement[] {
  if (items.length === 0) return [];
  const list = items.length === 1 ? ` ${items[0]}` : `\n    ${items.join(",\n    ")}`;
  return [statement("alter-object", `ALTER OPERATOR FAMILY ${methodName(id)} ${verb}${list}`, { hazards: superuser })];
}

/** The members of the first that the second lacks. */
function without(members: OperatorMembers, others: OperatorMembers): OperatorMembers {
  return {
    operators: members.operators.filter((member) => !others.operators.includes(member)),
    functions: members.functions.filter((member) => !others.functions.includes(member)),
  };
}

const alterMembers: AlterFacts<OperatorMembers> = ({ before, after }) =>
  oneStep(
    ...alterFamily(after.id, "DROP", droppedItems(without(before.facts, after.facts))),
    ...alterFamily(after.id, "ADD", memberItems(without(after.facts, before.facts))),
  );

/** Changes in place. */
export const operatorFamilyAlterations = { alterMembers };

/** How operator families are written. */
export const operatorFamilyDdl: KindDdl<OperatorMembers> = {
  noun: ({ id }, guard = "") => `OPERATOR FAMILY ${guard}${methodName(id)}`,
  create: (family) =>
    oneStep(
      ...(isBuiltIn(family)
        ? []
        : [statement("create-object", `CREATE OPERATOR FAMILY ${methodName(family.id)}`, { hazards: superuser })]),
      ...alterFamily(family.id, "ADD", memberItems(family.facts)),
    ),
  drop: (family) =>
    isBuiltIn(family)
      ? alterFamily(family.id, "DROP", droppedItems(family.facts))
      : [guardable("drop-object", "IF EXISTS", (guard) => `DROP OPERATOR FAMILY ${guard}${methodName(family.id)}`)],
};
