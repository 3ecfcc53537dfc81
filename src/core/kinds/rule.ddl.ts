/** Rewrite rules as SQL. CREATE OR REPLACE changes everything about one but when it fires. */

import { nameOf, type ObjectId, objectId, ownNameOf } from "../catalog/object-id.ts";
import { guardable, madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { enableVerb } from "./enabled-state.ddl.ts";
import { findOutsideQuotes } from "./find-outside-quotes.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import type { RuleFacts } from "./rule.ts";

type Rule = ObjectOf<RuleFacts>;

const tableOf = ({ parent }: Rule): ObjectId => parent ?? objectId("table"); // the reader gives every rule its table

const onTable = (rule: Rule) => `${ownNameOf(rule.id)} ON ${nameOf(tableOf(rule))}`;

function define(rule: Rule, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const { event, isInstead, condition, action } = rule.facts;
  const isList = action !== null && findOutsideQuotes(action, ";") >= 0;
  const body = action === null ? "NOTHING" : isList ? `(${action.replace(/;\s*$/, "")})` : action;
  const sql = [
    `${verb} RULE ${ownNameOf(rule.id)} AS ON ${event.toUpperCase()} TO ${nameOf(tableOf(rule))}`,
    condition === null ? "" : `\n  WHERE ${condition}`,
    `\n  DO ${isInstead ? "INSTEAD" : "ALSO"} ${body}`,
  ].join("");
  return statement("change-rule", sql, { relation: tableOf(rule) });
}

const setState = (rule: Rule): Statement =>
  statement("change-rule", `ALTER TABLE ${nameOf(tableOf(rule))} ${enableVerb(rule.facts.enabled)} RULE ${ownNameOf(rule.id)}`, {
    relation: tableOf(rule),
  });

const redefine: AlterFacts<RuleFacts> = ({ after }) => oneStep(define(after, "CREATE OR REPLACE"));

const alterState: AlterFacts<RuleFacts> = ({ after }) => oneStep(setState(after));

/** Changes in place, by fact. */
export const ruleAlterations = { redefine, alterState };

/** How rules are written. */
export const ruleDdl: KindDdl<RuleFacts> = {
  noun: (rule, guard = "") => `RULE ${guard}${onTable(rule)}`,
  create: (rule) => [
    step(
      madeOrReplaced((verb) => define(rule, verb)),
      ...(rule.facts.enabled === "origin" ? [] : [setState(rule)]),
    ),
  ],
  drop: (rule) => [
    guardable("change-rule", "IF EXISTS", (guard) => `DROP RULE ${guard}${onTable(rule)}`, { relation: tableOf(rule) }),
  ],
  holdsColumnTypes: () => true,
  rename: (rule, to) => [
    statement("rename", `ALTER RULE ${onTable(rule)} RENAME TO ${ownNameOf(to)}`, { relation: tableOf(rule) }),
  ],
};
