/** Functions as SQL. The input and output functions of a type come and go with it, because neither can be there alone. */

import type { ObjectId } from "../catalog/object-id.ts";
import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { FunctionFacts } from "./function.ts";
import { type Alter, type AlterFacts, type CatalogView, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { argumentList, functionSignature, namedType, routineClauses, routineHazards, settingActions } from "./routine.ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { bareName } from "./signature.ddl.ts";

type Function = ObjectOf<FunctionFacts>;

/** The whole function. */
export function defineFunction(object: Function, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const { facts } = object;
  const head = `${verb} FUNCTION ${bareName(nameOf(object.id))}${argumentList(facts)} ${returnsClause(facts)}`;
  return statement(
    verb === "CREATE" ? "create-routine" : "replace-routine",
    [head, ...routineClauses(facts, attributes(facts))].join("\n"),
    { hazards: [...routineHazards(facts), ...superuserHazards(facts)] },
  );
}

function returnsClause({ arguments: all, resultType, returnsSet }: FunctionFacts): string {
  const columns = all.filter(({ mode }) => mode === "table");
  if (columns.length > 0) return `RETURNS TABLE (${columns.map(namedType).join(", ")})`;
  return `RETURNS ${returnsSet ? "SETOF " : ""}${resultType ?? "void"}`;
}

// src/backend/commands/functioncmds.c: what CREATE FUNCTION chooses where nothing is said
const defaultCost = ({ language }: FunctionFacts) => (language === "c" || language === "internal" ? 1 : 100);
const defaultRows = ({ returnsSet }: FunctionFacts) => (returnsSet ? 1000 : 0);

function attributes(facts: FunctionFacts): readonly string[] {
  return [
    ...(facts.isWindow ? ["WINDOW"] : []),
    ...(facts.volatility === "volatile" ? [] : [facts.volatility.toUpperCase()]),
    ...(facts.isStrict ? ["STRICT"] : []),
    ...(facts.isLeakproof ? ["LEAKPROOF"] : []),
    ...(facts.parallel === "unsafe" ? [] : [`PARALLEL ${facts.parallel.toUpperCase()}`]),
    ...(facts.cost === defaultCost(facts) ? [] : [`COST ${facts.cost}`]),
    ...(facts.rows === defaultRows(facts) ? [] : [`ROWS ${facts.rows}`]),
    ...(facts.supportFunction === null ? [] : [`SUPPORT ${routineReference(facts.supportFunction)}`]),
  ];
}

function superuserHazards({ isLeakproof, supportFunction }: FunctionFacts): readonly Hazard[] {
  if (!isLeakproof && supportFunction === null) return [];
  const what = isLeakproof ? "LEAKPROOF" : "SUPPORT";
  return [{ hazard: "needs-privilege", detail: `only a superuser may write a function that is ${what}` }];
}

/** Facts that ALTER FUNCTION sets, so that the body need not be repeated, and the action for each. */
const actions: { readonly [fact: string]: (change: Alter<FunctionFacts>) => readonly string[] } = {
  volatility: ({ after }) => [after.facts.volatility.toUpperCase()],
  isStrict: ({ after }) => [after.facts.isStrict ? "STRICT" : "CALLED ON NULL INPUT"],
  isLeakproof: ({ after }) => [after.facts.isLeakproof ? "LEAKPROOF" : "NOT LEAKPROOF"],
  parallel: ({ after }) => [`PARALLEL ${after.facts.parallel.toUpperCase()}`],
  cost: ({ after }) => [`COST ${after.facts.cost}`],
  rows: ({ after }) => [`ROWS ${after.facts.rows}`],
  supportFunction: ({ after }) => [`SUPPORT ${routineReference(after.facts.supportFunction ?? "")}`],
  isSecurityDefiner: ({ after }) => [after.facts.isSecurityDefiner ? "SECURITY DEFINER" : "SECURITY INVOKER"],
  configuration: settingActions,
};

const alterFunction: AlterFacts<FunctionFacts> = (change) => {
  const { after, facts } = change;
  const changed = [...facts].filter((fact) => fact !== "owner");
  // ALTER FUNCTION cannot take a support function away
  const isSettable = (fact: string) => fact in actions && (fact !== "supportFunction" || after.facts.supportFunction !== null);
  if (!changed.every(isSettable)) return oneStep(defineFunction(after, "CREATE OR REPLACE"));
  const words = changed.flatMap((fact) => actions[fact]?.(change) ?? []);
  if (words.length === 0) return [];
  const sql = `ALTER FUNCTION ${functionSignature(after)} ${words.join(" ")}`;
  const needsSuperuser = facts.has("isLeakproof") || facts.has("supportFunction");
  return oneStep(statement("replace-routine", sql, { hazards: needsSuperuser ? superuserHazards(after.facts) : [] }));
};

/** Changes in place. */
export const functionAlterations = { alterFunction };

/** The type whose input, output or canonical function this is, while its signature names the type. */
export function typeMadeWith({ id, facts }: Function, catalog: CatalogView): ObjectId | null {
  const signature = nameOf(id);
  for (const type of new Set([...facts.arguments.map((argument) => argument.type), facts.resultType ?? ""]))
    for (const kind of ["base-type", "range"]) {
      const found = catalog.get(`${kind}:${type}` as ObjectId); // format_type quotes names as ids do
      if (found !== undefined && Object.values(found.facts).includes(signature)) return found.id;
    }
  return null;
}

/** How functions are written. */
export const functionDdl: KindDdl<FunctionFacts> = {
  noun: (object, guard = "") => `FUNCTION ${guard}${functionSignature(object)}`,
  create: (object) => oneStep(madeOrReplaced((verb) => defineFunction(object, verb))),
  comesWith: (object, context) => {
    const type = typeMadeWith(object, context.goal);
    return context.isNew(type) ? type : null;
  },
  goesWith: (object, context) => typeMadeWith(object, context.start),
  // a parsed body depends on columns, a text does not (RememberAllDependentForRebuilding in tablecmds.c)
  holdsColumnTypes: ({ facts }) => facts.sqlBody !== null,
  rename: (object, to) => [statement("rename", `ALTER FUNCTION ${functionSignature(object)} RENAME TO ${ownNameOf(bareId(to))}`)],
};

/** The id without its signature. */
export function bareId(id: ObjectId): ObjectId {
  return bareName(id) as ObjectId; // the kind and the name are left
}
