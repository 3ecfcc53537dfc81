/** What stands around a planned statement wherever it is written: the settings that it runs with, and its hazards as comments. */

import type { PlannedStatement } from "../plan/plan.ts";
import { leavesUnproven, type StandingProof } from "../plan/proof.ts";

/** `SET LOCAL` statements for one transaction with all of these, without semicolons. */
export function transactionSettings(statements: readonly PlannedStatement[]): readonly string[] {
  return [
    // everything is qualified, and operators and functions must mean what they meant where they were read
    "SET LOCAL search_path = ''",
    `SET LOCAL lock_timeout = ${timeoutText(longest(statements, "lockTimeoutMs"))}`,
    `SET LOCAL statement_timeout = ${timeoutText(longest(statements, "statementTimeoutMs"))}`,
    ...(statements.some(makesRoutine) ? ["SET LOCAL check_function_bodies = off"] : []),
  ];
}

/** Statements that each run by themselves, with `SET` between them where a setting changes, and `RESET` at the end. */
export function withSessionSettings(
  statements: readonly PlannedStatement[],
): readonly (PlannedStatement | { readonly setting: string })[] {
  const current = new Map<string, string>();
  const all: (PlannedStatement | { readonly setting: string })[] = [];
  for (const statement of statements) {
    for (const [name, value] of settingsOf(statement)) {
      if (current.get(name) !== value) all.push({ setting: `SET ${name} = ${value}` });
      current.set(name, value);
    }
    all.push(statement);
  }
  // whoever runs the next file in the same session, or gets it from a pooler, expects it as it was
  return [...all, ...[...current.keys()].map((name) => ({ setting: `RESET ${name}` }))];
}

function settingsOf(statement: PlannedStatement): readonly (readonly [name: string, value: string])[] {
  return [
    ...(statement.transaction === "any" ? [["search_path", "''"] as const] : []),
    ["lock_timeout", timeoutText(statement.lockTimeoutMs)],
    ["statement_timeout", timeoutText(statement.statementTimeoutMs)],
    ...(makesRoutine(statement) ? [["check_function_bodies", "off"] as const] : []),
  ];
}

/** Its hazards and the gap in its proof, one text each; a text may have several lines. */
export function statementComments({ hazards, change }: PlannedStatement, proof: StandingProof): readonly string[] {
  const isPartly = proof.kind === "unproven" && proof.objects !== undefined;
  return [
    ...(isPartly && leavesUnproven(proof, change) ? ["not proven"] : []),
    ...hazards.map(({ hazard, detail, rows }) => `${hazard}: ${detail}${rows === undefined ? "" : `; count them: ${rows}`}`),
  ];
}

/** What a proof that is not complete leaves open. */
export function unprovenText({ why, objects }: Extract<StandingProof, { readonly kind: "unproven" }>): string {
  if (objects === undefined) return why;
  const names = objects.slice(0, 3).join(", ");
  const more = objects.length > 3 ? ` and ${objects.length - 3} more` : "";
  return `what is about ${names}${more} (${why}); the rest was run on a scratch copy and led there`;
}

// A body may name what a later statement makes.
function makesRoutine({ form }: PlannedStatement): boolean {
  return form === "create-routine" || form === "replace-routine";
}

function longest(statements: readonly PlannedStatement[], which: "lockTimeoutMs" | "statementTimeoutMs"): number {
  const all = statements.map((statement) => statement[which]);
  return all.includes(0) ? 0 : Math.max(...all);
}

function timeoutText(ms: number): string {
  return ms % 1000 === 0 ? (ms === 0 ? "0" : `'${ms / 1000}s'`) : String(ms);
}
