/**
 * Rewrite rules that someone wrote; the one behind each view is the view. Condition and action mention OLD and NEW, which
 * only pg_get_ruledef can print, so both are cut out of its text.
 */

import { parentedId } from "../catalog/object-id.ts";
import { alter, defineKind } from "./define-kind.ts";
import { type EnabledState, enabledState } from "./enabled-state.ts";
import { findOutsideQuotes } from "./find-outside-quotes.ts";
import { ruleAlterations, ruleDdl } from "./rule.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type RuleFacts = {
  readonly event: "select" | "insert" | "update" | "delete";
  readonly isInstead: boolean;
  readonly condition: string | null;
  /** One or more statements; null for NOTHING. */
  readonly action: string | null;
  readonly enabled: EnabledState;
};

const events = { "1": "select", "2": "update", "3": "insert", "4": "delete" } as const;

/** A rewrite rule. */
export const ruleKind = defineKind<RuleFacts>()({
  kind: "rule",
  classId: "pg_rewrite",
  query: () => `
    select r.oid, r.ev_class as table_oid, r.rulename as name, r.ev_type as event, r.is_instead, r.ev_enabled as enabled,
           pg_catalog.pg_get_ruledef(r.oid) as definition
    from pg_catalog.pg_rewrite r
    where ${madeByUser("r.oid")} and r.rulename <> '_RETURN'
    order by r.ev_class, r.rulename`,
  row: {
    oid: "int",
    table_oid: "int",
    name: "text",
    event: "text",
    is_instead: "bool",
    enabled: "text",
    definition: "text?",
  },
  read: (row, context) => {
    const parent = context.resolve("pg_class", row.table_oid, 0);
    if (parent === null) return null;
    return {
      id: parentedId("rule", parent, row.name),
      oid: row.oid,
      parent,
      facts: {
        event: events[row.event as keyof typeof events], // pg_rewrite.ev_type has these four
        isInstead: row.is_instead,
        ...ruleParts(row.definition ?? ""),
        enabled: enabledState(row.enabled),
      },
    };
  },
  changes: {
    event: alter("change-rule", ruleAlterations.redefine),
    isInstead: alter("change-rule", ruleAlterations.redefine),
    condition: alter("change-rule", ruleAlterations.redefine, "expression"),
    action: alter("change-rule", ruleAlterations.redefine, "statement"),
    enabled: alter("change-rule", ruleAlterations.alterState),
  },
  ddl: ruleDdl,
  add: () => "change-rule",
  remove: () => "change-rule",
  renameBy: ["event", "isInstead", "condition", "action"],
  catalog: {
    "pg_rewrite.oid": "identity",
    "pg_rewrite.rulename": "identity",
    "pg_rewrite.ev_class": "parent",
    "pg_rewrite.ev_type": ["event"],
    "pg_rewrite.ev_enabled": ["enabled"],
    "pg_rewrite.is_instead": ["isInstead"],
    "pg_rewrite.ev_qual": ["condition"],
    "pg_rewrite.ev_action": ["action"],
  },
});

/**
 * Takes `CREATE RULE r AS ON INSERT TO t WHERE condition DO INSTEAD action;` apart, as pg_get_ruledef prints it. DO is a
 * reserved word, so the first one outside of quotes ends the condition; several actions stand as `(a; b; );`.
 */
export function ruleParts(definition: string): Pick<RuleFacts, "condition" | "action"> {
  const doAt = findOutsideQuotes(definition, " DO ");
  const head = definition.slice(0, doAt);
  const whereAt = findOutsideQuotes(head, " WHERE ");
  const text = definition
    .slice(doAt + " DO ".length)
    .trimStart()
    .replace(/^INSTEAD /, "")
    .trim();
  const isList = findOutsideQuotes(text, ";") < text.length - 1;
  const action = text.slice(isList ? 1 : 0, isList ? -2 : -1).trim();
  return {
    condition: whereAt < 0 ? null : head.slice(whereAt + " WHERE ".length).trim(),
    action: action === "NOTHING" ? null : action,
  };
}
