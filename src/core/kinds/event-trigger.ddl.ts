/** Event triggers as SQL. They are made last, so that they do not fire on the statements of the plan that makes them. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { enableVerb } from "./enabled-state.ddl.ts";
import type { EventTriggerFacts } from "./event-trigger.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";

type EventTrigger = ObjectOf<EventTriggerFacts>;

const hazards: readonly Hazard[] = [{ hazard: "needs-privilege", detail: "a superuser, who must also own it" }];

function createTrigger({ id, facts }: EventTrigger): Statement {
  const tags = facts.tags.map((tag) => quoteLiteral(tag)).join(", ");
  const when = tags === "" ? "" : ` WHEN TAG IN (${tags})`;
  const sql = `CREATE EVENT TRIGGER ${nameOf(id)} ON ${facts.event}${when} EXECUTE FUNCTION ${routineReference(facts.function)}()`;
  return statement("change-event-trigger", sql, { hazards });
}

const setState = ({ id, facts }: EventTrigger): Statement =>
  statement("change-event-trigger", `ALTER EVENT TRIGGER ${nameOf(id)} ${enableVerb(facts.enabled)}`, { hazards });

const alterState: AlterFacts<EventTriggerFacts> = ({ after }) => oneStep(setState(after));

/** Changes in place, by fact. */
export const eventTriggerAlterations = { alterState };

/** How event triggers are written. */
export const eventTriggerDdl: KindDdl<EventTriggerFacts> = {
  noun: ({ id }, guard = "") => `EVENT TRIGGER ${guard}${nameOf(id)}`,
  create: (trigger) => [
    {
      ...step(createTrigger(trigger), ...(trigger.facts.enabled === "origin" ? [] : [setState(trigger)])),
      isLate: true,
    },
  ],
  rename: ({ id }, to) => [statement("rename", `ALTER EVENT TRIGGER ${nameOf(id)} RENAME TO ${ownNameOf(to)}`, { hazards })],
};
