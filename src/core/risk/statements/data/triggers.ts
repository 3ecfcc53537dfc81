/** Triggers that users made run with the statement: their functions are read like anything else that is called. */

import { idsOfRelation } from "../../dependents.ts";
import type { RelationModel } from "../../schema-model.ts";
import { runRoutine } from "../run-routine.ts";
import type { Query } from "./query.ts";

/** Runs the functions of a table's triggers for one event. */
export function runTriggers(table: RelationModel, event: "insert" | "update" | "delete", { reading, depth }: Query): void {
  if (depth !== "run") return;
  for (const trigger of table.triggers) {
    if (trigger.events !== undefined && !trigger.events.includes(event)) continue;
    const routines = trigger.function === null ? [] : reading.draft.routines(trigger.function);
    if (routines.length === 0) reading.on.unknown(`what trigger ${trigger.name} of ${table.name} does`);
    for (const routine of routines) runRoutine(routine, reading);
  }
  tellRules(table, reading);
}

/** A rule that uses other relations does more than the statement says; which event it is for is not in the model. */
function tellRules(table: RelationModel, { draft, on }: Query["reading"]): void {
  const prefix = `rule:${table.name}.`;
  const [own = ""] = idsOfRelation(table);
  if (draft.model.dependents.get(own)?.some((id) => id.startsWith(prefix)) !== true) return;
  for (const [id, dependents] of draft.model.dependents) {
    const rule = dependents.find((one) => one.startsWith(prefix));
    if (rule !== undefined && !id.endsWith(`:${table.name}`) && !id.startsWith(`column:${table.name}.`))
      on.unknown(`what ${rule.slice(prefix.length)}, a rule of ${table.name}, does`);
  }
}
