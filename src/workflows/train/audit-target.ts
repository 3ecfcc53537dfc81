/**
 * The first look of a train: whether the target is what its journal says (a hot-fix by hand is caught here), and how far it is from dev.
 * What was seen is kept as evidence.
 */

import { AppError } from "../../core/app-error.ts";
import type { ParityReport } from "../../core/parity/parity-report.ts";
import { auditOf } from "../../core/release/audit-record.ts";
import type { Notice } from "../../core/release/notice.ts";
import { stagesBefore } from "../../core/release/stages.ts";
import { saveEvidence } from "../../project/evidence.ts";
import { audit } from "../audit.ts";
import { changesPastJournal } from "../changes-past-journal.ts";
import type { NextTrain } from "../checklist.ts";
import { ackFlag } from "../consent.ts";
import { notify } from "../notify.ts";
import type { WorkflowContext } from "../workflow-context.ts";

/** What was seen. */
export interface TargetAudit {
  /** Differences that nobody's migration has made, by id. */
  readonly hotFixes: readonly string[];
  /** Differences from dev; null where dev could not be asked. */
  readonly differences: number | null;
  /** Of them, those that no pending migration explains. */
  readonly unexplained: number | null;
  /** One sentence. */
  readonly detail: string;
}

/** Looks. @throws AppError SCHEMA_DRIFTED for what nobody has acknowledged, IDENTITY_MISMATCH, CONNECT_*, SCRATCH_* */
export async function auditTarget(
  { environment, project, folder }: Pick<NextTrain, "environment" | "project" | "folder">,
  how: { readonly acknowledged: readonly string[]; readonly isDryRun: boolean; readonly now: Date; readonly by: string },
  context: WorkflowContext,
): Promise<TargetAudit> {
  const { name } = environment;
  const hotFixes = await changesPastJournal(name, context);
  const open = hotFixes.filter((id) => !how.acknowledged.includes(`drift:${id}`));
  const { dev } = stagesBefore(project.config.environments, name);
  const pair = dev === null ? null : await pairOf(dev, name, context);
  const seen = await noted({ environment, folder }, how, hotFixes, pair);
  if (open.length === 0) return seen;
  if (!how.isDryRun) await tellOfDrift(name, open, project, how, context);
  throw new AppError({
    code: "SCHEMA_DRIFTED",
    message: `${name} is not what its journal says: ${listed(open)}. Nothing was done.`,
    hint: [
      `See it: lockstep verify ${name}`,
      `To keep it: write the migration, apply it to the other environments, then lockstep repair ${name} --ran-by-hand FILE`,
      `To go on this once: ${open
        .slice(0, 5)
        .map((id) => ackFlag(`drift:${id}`))
        .join(" ")}`,
    ].join("\n"),
  });
}

/** The team hears of a change by hand from whoever finds it, and not from whoever trips over it. */
async function tellOfDrift(
  environment: string,
  ids: readonly string[],
  project: NextTrain["project"],
  { now, by }: { readonly now: Date; readonly by: string },
  context: WorkflowContext,
): Promise<void> {
  const notice: Notice = {
    kind: "drift",
    environment,
    level: "warning",
    title: `${environment} was changed past its journal`,
    lines: [`Not made by any migration: ${listed(ids)}.`, "No train leaves until somebody has adopted it or said its name."],
    facts: [{ label: "changes", value: String(ids.length) }],
    actions: [{ label: "see it", text: `lockstep verify ${environment}` }],
  };
  await notify(notice, project, context, { clock: () => now, by });
}

async function pairOf(dev: string, name: string, context: WorkflowContext): Promise<ParityReport | null> {
  try {
    return (await audit({ sources: [dev, name] }, context)).pairs[0] ?? null;
  } catch (error) {
    if (!(error instanceof AppError) || !/^(CONNECT|SECRET|ENVIRONMENT|POOLER)_/.test(error.code)) throw error;
    context.progress({ step: "audit", state: "warning", detail: `${dev} could not be compared: ${error.message}` });
    return null;
  }
}

async function noted(
  { environment, folder }: Pick<NextTrain, "environment" | "folder">,
  { isDryRun, now, by }: { readonly isDryRun: boolean; readonly now: Date; readonly by: string },
  hotFixes: readonly string[],
  pair: ParityReport | null,
): Promise<TargetAudit> {
  const data = auditOf(pair, hotFixes);
  const { differences, unexplained } = data;
  if (!isDryRun) await saveEvidence(folder, { kind: "audit", at: now.toISOString(), environment: environment.name, by, data });
  const past = hotFixes.length === 0 ? "as its journal says" : `${hotFixes.length} changes past the journal`;
  const far =
    pair === null ? "dev was not compared" : `differences from ${pair.source.name}: ${differences}, unexplained: ${unexplained}`;
  return { hotFixes, differences, unexplained, detail: `${past}; ${far}` };
}

function listed(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
}
