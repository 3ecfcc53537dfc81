/** New migrations as a command's result: their paths, and what is known of the plan in them. */

import { ownNameOf } from "../../core/catalog/object-id.ts";
import type { RenameCandidate } from "../../core/diff/change.ts";
import type { RollbackVerdict } from "../../core/plan/plan-rollback.ts";
import type { Proof } from "../../core/plan/proof.ts";
import { countOf } from "../../core/report/count-words.ts";
import { findingLines } from "../../core/report/finding-lines.ts";
import type { NewMigrationOutcome } from "../../workflows/new-migration.ts";
import type { WrittenMigration } from "../../workflows/write-new-migrations.ts";
import type { CommandResult } from "../command.ts";

/** `data` of `new --format json`. */
export interface NewMigrationData {
  readonly files: readonly WrittenMigration[];
  /** Where it is kept that they are critical, while the schema is frozen. */
  readonly evidence: readonly string[];
  /** What they were made from; null for the template. */
  readonly plan: {
    readonly from: string;
    readonly to: string;
    readonly proof: Proof;
    readonly notChosen: number;
    readonly renameCandidates: readonly RenameCandidate[];
    /** One for each stage; several stages may share a file. */
    readonly rollbacks: readonly { readonly proof: Proof; readonly verdicts: readonly RollbackVerdict[] }[];
  } | null;
}

/** The result. Its text begins with the paths, a line each; for the template and with `--quiet` that is all, so that an editor can be started with it. */
export function newMigrationResult({ files, planned, findings, evidence }: NewMigrationOutcome): CommandResult {
  const data: NewMigrationData = { files, evidence, plan: planned === null ? null : planData(planned) };
  return {
    exitCode: 0,
    data,
    findings,
    text: (style) => {
      const { plan } = data;
      if (planned !== null && files.length === 0) return nothingText(planned);
      const paths = files.flatMap(({ path, downPath }) => (downPath === null ? [path] : [path, downPath]));
      const kept = evidence.map((path) => `Critical in spite of the freeze, as ${path} keeps: commit it too.`);
      const told = plan === null ? [] : [...findingLines(findings, style), ...planNotes(plan, files)];
      const notes = style.isQuiet ? [] : [...told, ...kept];
      return [...paths, ...(notes.length === 0 ? [] : ["", ...notes])].map((line) => `${line}\n`).join("");
    },
  };
}

function nothingText({ from, to, outcome }: NonNullable<NewMigrationOutcome["planned"]>): string {
  const { notChosen, report } = outcome;
  const names = report.notCompared.map(({ what }) => what);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return [
    `Nothing to do: ${notChosen === 0 ? "" : "for these tables "}nothing differs between ${from} and ${to}.`,
    ...(notChosen === 0 ? [] : [`${countOf(notChosen, "other difference")} left: other tables were asked for.`]),
    ...(names.length === 0
      ? []
      : [`Not compared: ${names.slice(0, 3).join(", ")}${more}; lockstep diff ${from} ${to} says why.`]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function planData({ from, to, outcome }: NonNullable<NewMigrationOutcome["planned"]>): NewMigrationData["plan"] {
  const { proof, notChosen, report, stages } = outcome;
  const rollbacks = stages.map(({ rollback }) => ({ proof: rollback.proof, verdicts: rollback.verdicts }));
  return { from, to, proof, notChosen, renameCandidates: report.renameCandidates, rollbacks };
}

function planNotes(plan: NonNullable<NewMigrationData["plan"]>, files: readonly WrittenMigration[]): readonly string[] {
  const { from, to, proof, notChosen, renameCandidates } = plan;
  const ran = proof.kind === "proven" ? "; run on a scratch copy, it led there" : `, but not proven: ${proof.why}`;
  return [
    `Turns ${from} into ${to}${ran}.`,
    ...files.map(({ path, safe }) => `${path}: safe to run: ${safe}`),
    ...(notChosen === 0 ? [] : [`${countOf(notChosen, "other difference")} left: other tables were asked for.`]),
    ...renameCandidates.map(
      ({ from: old, to: now }) =>
        `${old} goes and ${now} comes: if that is a rename, write it with --rename ${old}=${ownNameOf(now)}.`,
    ),
  ];
}
