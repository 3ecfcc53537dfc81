/** The daily look of the freeze: how the environment stands beside dev and beside its own journal. One a day is kept as evidence. */

import { AppError } from "../core/app-error.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import { type AuditRecord, auditOf } from "../core/release/audit-record.ts";
import { calendarDay } from "../core/release/calendar-day.ts";
import { type AuditDays, type DailyAudits, dailyAudits } from "../core/release/launch-audits.ts";
import { type LaunchVerdict, openVerdict, provenVerdict } from "../core/release/launch-verdict.ts";
import { stagesBefore } from "../core/release/stages.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { actorOf } from "./actor-of.ts";
import { audit } from "./audit.ts";
import { changesPastJournal } from "./changes-past-journal.ts";
import type { LaunchPlace } from "./launch-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was seen. */
export interface LaunchAudit {
  readonly days: DailyAudits;
  /** Whether dev and the environment are the same; null where nobody asked. */
  readonly parity: LaunchVerdict | null;
  /** Of the audit that was kept now; null where none was. */
  readonly evidence: string | null;
  /** Why none could be made; null where nothing failed. */
  readonly failed: string | null;
}

/** Looks where today has no audit yet, or where parity is asked for. @throws AppError INTERRUPTED, FILE_UNWRITABLE */
export async function auditForLaunch(
  place: LaunchPlace,
  wish: { readonly wantsParity: boolean },
  context: WorkflowContext,
): Promise<LaunchAudit> {
  const { folder, environment, plan, now, database } = place;
  const before = await auditsKept(place);
  const today = calendarDay(now, plan.zone);
  const isMissing = before.missing.includes(today);
  if (!isMissing && !wish.wantsParity) return { days: before, parity: null, evidence: null, failed: null };
  try {
    const report = await pairReport(place, context);
    const parity = parityOf(report);
    if (!isMissing) return { days: before, parity, evidence: null, failed: null };
    const seen = auditOf(report, await changesPastJournal(environment.name, context));
    const data: AuditRecord = { ...seen, ...(database === null ? {} : { database }) };
    const evidence = { kind: "audit" as const, at: now.toISOString(), environment: environment.name, by: actorOf(context), data };
    const path = await saveEvidence(folder, evidence);
    return { days: await auditsKept(place), parity, evidence: path, failed: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED" || error.code === "FILE_UNWRITABLE") throw error;
    const failed = `no audit could be made: ${error.message.replace(/\.$/, "")}`;
    return { days: before, parity: openVerdict(failed, "lockstep doctor"), evidence: null, failed };
  }
}

/** The days of the freeze that have an audit. */
export async function auditsKept({ folder, environment, plan, now, database }: LaunchPlace): Promise<DailyAudits> {
  const [first, last] = [plan.stations[0], plan.stations.at(-1)];
  const days: AuditDays = { from: first?.from ?? "", until: last?.until ?? "", zone: plan.zone, now, database };
  return dailyAudits(await readEvidence(folder, "audit", environment.name), days);
}

async function pairReport({ project, environment }: LaunchPlace, context: WorkflowContext): Promise<ParityReport> {
  const { name } = environment;
  const { dev } = stagesBefore(project.config.environments, name);
  if (dev === null)
    throw new AppError({
      code: "ENVIRONMENT_UNKNOWN",
      message: `There is no environment to compare ${name} with.`,
      hint: "Set DATABASE_URL, or add dev to environments in lockstep.config.ts.",
    });
  context.progress({ step: `audit ${dev} and ${name}`, state: "start" });
  const [report] = (await audit({ sources: [dev, name] }, context)).pairs;
  if (report === undefined) throw new AppError({ code: "INTERNAL", message: `${dev} and ${name} were not compared.` });
  context.progress({ step: `audit ${dev} and ${name}`, state: "done" });
  return report;
}

function parityOf({ source, target, inSync, changes, parity }: ParityReport): LaunchVerdict {
  const fix = `lockstep audit ${source.name} ${target.name}`;
  if (inSync) return provenVerdict(`${source.name} and ${target.name} are the same`);
  const differs = parity.filter(({ status }) => status === "differs").map(({ check }) => check);
  const what = [
    ...(changes.length === 0 ? [] : [`${changes.length} ${changes.length === 1 ? "difference" : "differences"} in the schema`]),
    ...(differs.length === 0 ? [] : [`other ${differs.join(", ")}`]),
  ];
  return openVerdict(
    `${target.name} is not what ${source.name} is: ${what.length === 0 ? "not everything could be compared" : what.join("; ")}`,
    fix,
  );
}
