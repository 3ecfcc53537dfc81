/** Procedures as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { bareId } from "./function.ddl.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { argumentList, procedureSignature, routineClauses, routineHazards, settingActions } from "./routine.ddl.ts";
import type { RoutineFacts } from "./routine-facts.ts";
import { bareName } from "./signature.ddl.ts";

function defineProcedure(object: ObjectOf<RoutineFacts>, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const { facts } = object;
  const head = `${verb} PROCEDURE ${bareName(nameOf(object.id))}${argumentList(facts)}`;
  const form = verb === "CREATE" ? "create-routine" : "replace-routine";
  return statement(form, [head, ...routineClauses(facts, [])].join("\n"), { hazards: routineHazards(facts) });
}

const alterProcedure: AlterFacts<RoutineFacts> = (change) => {
  const { after, facts } = change;
  const changed = [...facts].filter((fact) => fact !== "owner");
  if (!changed.every((fact) => fact === "isSecurityDefiner" || fact === "configuration"))
    return oneStep(defineProcedure(after, "CREATE OR REPLACE"));
  const words = [
    ...(facts.has("isSecurityDefiner") ? [after.facts.isSecurityDefiner ? "SECURITY DEFINER" : "SECURITY INVOKER"] : []),
    ...(facts.has("configuration") ? settingActions(change) : []),
  ];
  if (words.length === 0) return [];
  return oneStep(statement("replace-routine", `ALTER PROCEDURE ${procedureSignature(after)} ${words.join(" ")}`));
};

/** Changes in place. */
export const procedureAlterations = { alterProcedure };

/** How procedures are written. */
export const procedureDdl: KindDdl<RoutineFacts> = {
  noun: (object, guard = "") => `PROCEDURE ${guard}${procedureSignature(object)}`,
  create: (object) => oneStep(madeOrReplaced((verb) => defineProcedure(object, verb))),
  holdsColumnTypes: ({ facts }) => facts.sqlBody !== null,
  rename: (object, to) => [
    statement("rename", `ALTER PROCEDURE ${procedureSignature(object)} RENAME TO ${ownNameOf(bareId(to))}`),
  ],
};
