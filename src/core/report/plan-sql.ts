/** A plan as a script for psql: transactions around what can share one, hazards as comments above the statements that have them. */

import { ownNameOf } from "../catalog/object-id.ts";
import type { RenameCandidate } from "../diff/change.ts";
import { statementComments, transactionSettings, unprovenText } from "../migration/planned-text.ts";
import type { Plan, PlannedStatement, TransactionGroup } from "../plan/plan.ts";
import type { RollbackVerdict } from "../plan/plan-rollback.ts";
import type { Proof, StandingProof } from "../plan/proof.ts";
import { countOf, listOf } from "./count-words.ts";

/** What stands above the statements. */
export interface PlanHeading {
  readonly from: string;
  readonly to: string;
  readonly proof: StandingProof;
  /** The role that is meant to run it. */
  readonly runAs: string | null;
  /** What is known of the way back. */
  readonly rollback?: { readonly proof: Proof; readonly verdicts: readonly RollbackVerdict[] };
  /** Drops and additions that may be one object under another name. */
  readonly renameCandidates?: readonly RenameCandidate[];
  /** Differences that are no part of it, because other tables were asked for. */
  readonly notChosen?: number;
}

/** The script; empty when there is nothing to do. */
export function planSql({ groups }: Plan, heading: PlanHeading | null = null): string {
  if (groups.length === 0) return "";
  const lines = heading === null ? [] : headingLines(heading);
  return [
    ...lines.map((line) => `-- ${line.replaceAll("\n", " ")}\n`),
    lines.length === 0 ? "" : "\n",
    groupTexts(groups, heading?.proof ?? { kind: "proven" }).join("\n"),
  ].join("");
}

function headingLines({
  from,
  to,
  proof,
  runAs,
  rollback,
  notChosen = 0,
  renameCandidates = [],
}: PlanHeading): readonly string[] {
  return [
    ...(proof.kind === "proven" ? [] : [`not proven: ${unprovenText(proof)}`]),
    `Turns ${from} into ${to}${proof.kind === "proven" ? `; run on a scratch copy, it led there${agrees(proof)}` : ""}.`,
    ...(rollback === undefined ? [] : [rollbackLine(rollback)]),
    ...(notChosen === 0 ? [] : [`${countOf(notChosen, "other difference")} left: other tables were asked for.`]),
    ...renameCandidates.map(
      ({ from: old, to: now }) =>
        `${old} goes and ${now} comes: if that is a rename, --rename ${old}=${ownNameOf(now)} keeps what it holds.`,
    ),
    ...(runAs === null ? [] : [`Run it as ${runAs}, the owner of the database.`]),
  ];
}

function agrees({ witness }: Extract<StandingProof, { readonly kind: "proven" }>): string {
  return witness === undefined ? "" : `, as ${witness} sees it too`;
}

function rollbackLine({ proof, verdicts }: NonNullable<PlanHeading["rollback"]>): string {
  if (proof.kind === "refuted") return `No way back was found: ${proof.why}`;
  const ran = proof.kind === "proven" ? "The way back was run there too" : "The way back is not proven";
  const impossible = verdicts.filter(({ verdict }) => verdict === "impossible").map(({ change }) => change);
  const lossy = verdicts.filter(({ verdict }) => verdict === "lossy").map(({ change, detail }) => `${change} ${detail}`);
  if (impossible.length > 0) return `${ran}, but ${listOf(impossible)} cannot be undone.`;
  return lossy.length === 0 ? `${ran}, and loses nothing.` : `${ran}: ${lossy.join("; ")}.`;
}

function groupTexts(groups: readonly TransactionGroup[], proof: StandingProof): readonly string[] {
  // what is set outside of transactions lasts: once is enough
  const first = groups.find(({ transaction }) => !transaction);
  return groups.map(
    (group) => `${group === first ? "SET lock_timeout = 0;\nSET statement_timeout = 0;\n" : ""}${groupSql(group, proof)}`,
  );
}

function groupSql({ transaction, statements }: TransactionGroup, proof: StandingProof): string {
  const body = statements.map((statement) => statementSql(statement, proof)).join("");
  if (!transaction) return body;
  const settings = transactionSettings(statements).map((setting) => `${setting};\n`);
  return ["BEGIN;\n", ...settings, body, "COMMIT;\n"].join("");
}

function statementSql(statement: PlannedStatement, proof: StandingProof): string {
  const comments = statementComments(statement, proof);
  return `${comments.map((text) => `-- ${text.replaceAll("\n", "\n-- ")}\n`).join("")}${statement.sql};\n`;
}
