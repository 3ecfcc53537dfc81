/**
 * Operators as SQL. Naming an operator that is not there yet as commutator or negator makes a shell of it, which the other one's
 * CREATE fills: so that pairs need no order.
 */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { splitList } from "../sql/split-list.ts";
import {
  type Alter,
  type AlterFacts,
  type CatalogView,
  type DdlContext,
  type DdlStep,
  type KindDdl,
  type ObjectOf,
  oneStep,
} from "./kind-ddl.ts";
import type { OperatorFacts } from "./operator.ts";
import { optionList, type WrittenOption } from "./option-list.ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { argumentTypes, bareName, operatorReference } from "./signature.ddl.ts";

type Operator = ObjectOf<OperatorFacts>;

const noun = ({ id }: { readonly id: ObjectId }, guard = "") =>
  `OPERATOR ${guard}${bareName(nameOf(id))}(${operandsOf(id).join(", ")})`;

const operandsOf = (id: ObjectId) => splitList(argumentTypes(nameOf(id)));

const links = ({ commutator, negator, canHash, canMerge }: OperatorFacts): readonly WrittenOption[] => [
  ["COMMUTATOR", commutator === null ? null : operatorReference(commutator)],
  ["NEGATOR", negator === null ? null : operatorReference(negator)],
  ["HASHES", canHash],
  ["MERGES", canMerge],
];

function define({ id, facts }: Operator): readonly Statement[] {
  if (facts.function === null) return [];
  const [left = "NONE", right = "NONE"] = operandsOf(id);
  const options = optionList([
    ["FUNCTION", routineReference(facts.function)],
    ["LEFTARG", left === "NONE" ? null : left],
    ["RIGHTARG", right === "NONE" ? null : right],
    ...links(facts).slice(0, 2),
    ["RESTRICT", facts.restrict === null ? null : routineReference(facts.restrict)],
    ["JOIN", facts.join === null ? null : routineReference(facts.join)],
    ...links(facts).slice(2),
  ]);
  return [statement("create-object", `CREATE OPERATOR ${bareName(nameOf(id))} ${options}`)];
}

const estimator = (routine: string | null) => (routine === null ? "NONE" : routineReference(routine));

const alterOperator: AlterFacts<OperatorFacts> = ({ before, after, facts }) => {
  // CREATE OPERATOR fills a shell
  if (before.facts.function === null) return oneStep(...define(after));
  const changed = links(after.facts).filter(([name]) => facts.has(factOf[name] ?? ""));
  const options = optionList([
    ...(facts.has("restrict") ? [["RESTRICT", estimator(after.facts.restrict)] as const] : []),
    ...(facts.has("join") ? [["JOIN", estimator(after.facts.join)] as const] : []),
    ...changed,
  ]);
  // a link to an operator that is dropped is gone with it
  return options === "()" ? [] : oneStep(statement("alter-object", `ALTER ${noun(after)} SET ${options}`));
};

const factOf: { readonly [option: string]: string } = {
  COMMUTATOR: "commutator",
  NEGATOR: "negator",
  HASHES: "canHash",
  MERGES: "canMerge",
};

/** Changes in place. */
export const operatorAlterations = { alterOperator };

/** A shell can become any operator. */
export const isShell = ({ before }: Alter<OperatorFacts>): boolean => before.facts.function === null;

/** ALTER OPERATOR sets links and flags from 17 on, to operators that are no shells; a link goes with the operator that it leads to. */
export function canLink(change: Alter<OperatorFacts>, { version, goal }: DdlContext): boolean {
  if (isShell(change)) return true;
  const [before, after] = [change.before.facts, change.after.facts];
  const find = (name: string) => goal.get(`operator:${name}` as ObjectId); // facts name operators as ids do
  const canSet = (old: string | null, now: string | null) => {
    if (old === now) return true;
    if (now === null) return old !== null && find(old) === undefined && nameOf(change.after.id) !== old;
    return atLeast(version, 17) && old === null && find(now)?.facts.function !== null;
  };
  const canFlag = (old: boolean, now: boolean) => old === now || (atLeast(version, 17) && now);
  return (
    after.function !== null &&
    canSet(before.commutator, after.commutator) &&
    canSet(before.negator, after.negator) &&
    canFlag(before.canHash, after.canHash) &&
    canFlag(before.canMerge, after.canMerge)
  );
}

/** The operator whose CREATE makes this shell. */
function namer({ id, facts }: Operator, catalog: CatalogView): Operator | undefined {
  if (facts.function !== null) return undefined;
  const all = catalog.allOfKind("operator") as readonly Operator[]; // all of this kind
  const named = (other: Operator) => other.facts.commutator === nameOf(id) || other.facts.negator === nameOf(id);
  return all.find((other) => other.facts.function !== null && named(other));
}

/** An operator that becomes a shell again: whoever names it is made again too, because nothing else makes shells. */
function becomeShell({ before, after }: Alter<OperatorFacts>, context: DdlContext): readonly DdlStep[] | null {
  const other = namer(after, context.goal);
  if (other === undefined || context.isNew(other.id) || before.facts.function === null) return null;
  const drop = (operator: Operator) => guardable("drop-object", "IF EXISTS", (guard) => `DROP ${noun(operator, guard)}`);
  return oneStep(drop(before), drop(other), ...define(other));
}

/** How operators are written. */
export const operatorDdl: KindDdl<OperatorFacts> = {
  noun,
  create: (operator) => oneStep(...define(operator)),
  replace: becomeShell,
  comesWith: (operator, context) => {
    const other = namer(operator, context.goal)?.id ?? null;
    return context.isNew(other) ? other : null;
  },
  detach: ({ id, facts }, from) => {
    const signature = nameOf(from.id);
    const isRestrict = facts.restrict === signature;
    if (from.kind !== "function" || facts.function === signature || (!isRestrict && facts.join !== signature)) return null;
    const name = isRestrict ? "RESTRICT" : "JOIN";
    const set = (value: string) => statement("alter-object", `ALTER ${noun({ id })} SET (${name} = ${value})`);
    return { release: [set("NONE")], restore: oneStep(set(routineReference(signature))) };
  },
};
