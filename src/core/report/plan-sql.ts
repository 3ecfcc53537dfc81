/** A plan as a script for psql: transactions around what can share one, hazards as comments above the statements that have them. */

import type { Plan, PlannedStatement, TransactionGroup } from "../plan/plan.ts";

/** What stands above the statements. */
export interface PlanHeading {
  readonly from: string;
  readonly to: string;
  readonly proof: { readonly kind: "proven" } | { readonly kind: "unproven"; readonly why: string };
  /** The role that is meant to run it. */
  readonly runAs: string | null;
}

/** The script; empty when there is nothing to do. */
export function planSql({ groups }: Plan, heading: PlanHeading | null = null): string {
  if (groups.length === 0) return "";
  const lines = heading === null ? [] : headingLines(heading);
  return [
    ...lines.map((line) => `-- ${line.replaceAll("\n", " ")}\n`),
    lines.length === 0 ? "" : "\n",
    groupTexts(groups).join("\n"),
  ].join("");
}

function headingLines({ from, to, proof, runAs }: PlanHeading): readonly string[] {
  return [
    ...(proof.kind === "proven" ? [] : [`not proven: ${proof.why}`]),
    `Turns ${from} into ${to}${proof.kind === "proven" ? "; run on a scratch copy, it led there" : ""}.`,
    ...(runAs === null ? [] : [`Run it as ${runAs}, the owner of the database.`]),
  ];
}

function groupTexts(groups: readonly TransactionGroup[]): readonly string[] {
  // what is set outside of transactions lasts: once is enough
  const first = groups.find(({ transaction }) => !transaction);
  return groups.map(
    (group) => `${group === first ? "SET lock_timeout = 0;\nSET statement_timeout = 0;\n" : ""}${groupSql(group)}`,
  );
}

function groupSql({ transaction, statements }: TransactionGroup): string {
  const body = statements.map(statementSql).join("");
  if (!transaction) return body;
  const [lockTimeoutMs, statementTimeoutMs] = [longest(statements, "lockTimeoutMs"), longest(statements, "statementTimeoutMs")];
  return [
    "BEGIN;\n",
    // everything is qualified, and operators and functions must mean what they meant where they were read
    "SET LOCAL search_path = '';\n",
    `SET LOCAL lock_timeout = ${timeout(lockTimeoutMs)};\n`,
    `SET LOCAL statement_timeout = ${timeout(statementTimeoutMs)};\n`,
    // a body may name what a later statement makes
    statements.some(({ form }) => form === "create-routine" || form === "replace-routine")
      ? "SET LOCAL check_function_bodies = off;\n"
      : "",
    body,
    "COMMIT;\n",
  ].join("");
}

function statementSql({ sql, hazards }: PlannedStatement): string {
  const comments = hazards.map(({ hazard, detail }) => `-- ${hazard}: ${detail.replaceAll("\n", "\n-- ")}\n`).join("");
  return `${comments}${sql};\n`;
}

function longest(statements: readonly PlannedStatement[], which: "lockTimeoutMs" | "statementTimeoutMs"): number {
  const all = statements.map((statement) => statement[which]);
  return all.includes(0) ? 0 : Math.max(...all);
}

function timeout(ms: number): string {
  return ms % 1000 === 0 ? (ms === 0 ? "0" : `'${ms / 1000}s'`) : String(ms);
}
