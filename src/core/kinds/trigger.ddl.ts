/**
 * Triggers as SQL. The copies that partitions have come and change with their parent's trigger; only whether they fire can be set
 * on them.
 */

import { nameOf, type ObjectId, objectId, ownNameOf } from "../catalog/object-id.ts";
import { guardable, madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { inParentheses } from "../sql/in-parentheses.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { enableVerb } from "./enabled-state.ddl.ts";
import {
  type Alter,
  type AlterFacts,
  type CatalogView,
  type DdlStep,
  type KindDdl,
  type ObjectOf,
  oneStep,
  step,
} from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import type { TriggerFacts } from "./trigger.ts";

type Trigger = ObjectOf<TriggerFacts>;

const tableOf = ({ parent }: Trigger): ObjectId => parent ?? objectId("table"); // the reader gives every trigger its table

const parentTrigger = ({ facts }: Trigger) => facts.inheritedFrom as ObjectId | null; // the reader writes the trigger's id

const onTable = (trigger: Trigger) => `${ownNameOf(trigger.id)} ON ${nameOf(tableOf(trigger))}`;

function eventList({ events, columns }: TriggerFacts): string {
  const of = columns.length === 0 ? "" : ` OF ${columns.map(quoteIdentifier).join(", ")}`;
  return events.map((event) => (event === "update" ? `UPDATE${of}` : event.toUpperCase())).join(" OR ");
}

function transitionTables({ oldTable, newTable }: TriggerFacts): string {
  if (oldTable === null && newTable === null) return "";
  const old = oldTable === null ? "" : ` OLD TABLE AS ${quoteIdentifier(oldTable)}`;
  return `\n  REFERENCING${old}${newTable === null ? "" : ` NEW TABLE AS ${quoteIdentifier(newTable)}`}`;
}

function deferral({ isConstraint, deferrable, initiallyDeferred }: TriggerFacts): string {
  if (!isConstraint || !deferrable) return "";
  return ` DEFERRABLE${initiallyDeferred ? " INITIALLY DEFERRED" : ""}`;
}

function define(trigger: Trigger, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const { facts } = trigger;
  const from = facts.referencedTable === null ? "" : ` FROM ${nameOf(facts.referencedTable as ObjectId)}`; // the reader writes an id
  const when = facts.when === null ? "" : `\n  WHEN ${inParentheses(facts.when)}`;
  const values = facts.arguments.map((argument) => quoteLiteral(argument).trim()).join(", ");
  const sql = [
    `${verb} ${facts.isConstraint ? "CONSTRAINT " : ""}TRIGGER ${ownNameOf(trigger.id)}`,
    `\n  ${facts.timing.toUpperCase()} ${eventList(facts)} ON ${nameOf(tableOf(trigger))}${from}${deferral(facts)}`,
    `${transitionTables(facts)}\n  FOR EACH ${facts.level.toUpperCase()}${when}`,
    `\n  EXECUTE FUNCTION ${routineReference(facts.function)}(${values})`,
  ].join("");
  return statement(verb === "CREATE" ? "create-trigger" : "replace-trigger", sql, { relation: tableOf(trigger) });
}

/** Without ONLY the partitions' copies follow. */
function setState(trigger: Trigger, only = ""): Statement {
  const action = `${enableVerb(trigger.facts.enabled)} TRIGGER ${ownNameOf(trigger.id)}`;
  return statement("replace-trigger", `ALTER TABLE ${only}${nameOf(tableOf(trigger))} ${action}`, { relation: tableOf(trigger) });
}

/** What a trigger needs after its definition was written, which leaves it and its copies enabled. */
const stateAfterwards = (trigger: Trigger): readonly Statement[] =>
  trigger.facts.enabled === "origin" ? [] : [setState(trigger)];

const isPartitioned = (trigger: Trigger, catalog: CatalogView): boolean =>
  (catalog.get(tableOf(trigger))?.facts.partitionKey ?? null) !== null;

/** True for a copy that fires at other times than its parent's trigger. */
const differsFromParent = (copy: Trigger, catalog: CatalogView): boolean => {
  const parent = parentTrigger(copy);
  return parent !== null && (catalog.get(parent)?.facts.enabled ?? "origin") !== copy.facts.enabled;
};

/** The state of a copy, once its parent's trigger is what it will be. */
const copySteps = (copy: Trigger, parent: ObjectId, only: string): readonly DdlStep[] => [
  { statements: [setState(copy, only)], needs: [parent, tableOf(copy)] },
];

const alterAll: AlterFacts<TriggerFacts> = ({ after, facts }, context) => {
  const only = isPartitioned(after, context.goal) ? "ONLY " : "";
  const isRedefined = [...facts].some((fact) => fact !== "enabled");
  const parent = parentTrigger(after);
  if (parent !== null) {
    const keepsUp = isRedefined && !differsFromParent(after, context.goal);
    return keepsUp ? [] : copySteps(after, parent, only);
  }
  if (!isRedefined) return oneStep(setState(after, only));
  return oneStep(define(after, "CREATE OR REPLACE"), ...stateAfterwards(after));
};

/** Changes in place, by fact. */
export const triggerAlterations = { alterAll };

/** CREATE OR REPLACE knows no constraint triggers. */
export function canReplace({ before, after }: Alter<TriggerFacts>): boolean {
  return !before.facts.isConstraint && !after.facts.isConstraint;
}

const made = (trigger: Trigger): Statement =>
  trigger.facts.isConstraint ? define(trigger, "CREATE") : madeOrReplaced((verb) => define(trigger, verb));

/** How triggers are written. */
export const triggerDdl: KindDdl<TriggerFacts> = {
  noun: (trigger, guard = "") => `TRIGGER ${guard}${onTable(trigger)}`,
  create: (trigger, context) => {
    const parent = parentTrigger(trigger);
    if (parent === null) return [step(made(trigger), ...stateAfterwards(trigger))];
    return differsFromParent(trigger, context.goal)
      ? copySteps(trigger, parent, isPartitioned(trigger, context.goal) ? "ONLY " : "")
      : [];
  },
  drop: (trigger) =>
    parentTrigger(trigger) === null
      ? [
          guardable("drop-trigger", "IF EXISTS", (guard) => `DROP TRIGGER ${guard}${onTable(trigger)}`, {
            relation: tableOf(trigger),
          }),
        ]
      : [],
  // one that fires at other times needs a statement of its own
  comesWith: (trigger, context) => (differsFromParent(trigger, context.goal) ? null : parentTrigger(trigger)),
  goesWith: (trigger) => parentTrigger(trigger),
  holdsColumnTypes: ({ facts }) => facts.when !== null || facts.columns.length > 0,
  rename: (trigger, to) => [
    statement("rename", `ALTER TRIGGER ${onTable(trigger)} RENAME TO ${ownNameOf(to)}`, { relation: tableOf(trigger) }),
  ],
};
