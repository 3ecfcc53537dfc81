/** The end of a train: the log is complete, the team is told, and evidence says that it came. In this order, so that a kill in between repeats and never leaves out. */

import type { AppError } from "../../core/app-error.ts";
import type { Finding } from "../../core/finding.ts";
import { headOf } from "../../core/journal/journal-head.ts";
import { inWordsOf } from "../../core/release/moment-words.ts";
import type { Notice } from "../../core/release/notice.ts";
import { parseNoticeRecord } from "../../core/release/notice-record.ts";
import type { TrainRecord } from "../../core/release/train-record.ts";
import type { TrainWindow } from "../../core/release/train-windows.ts";
import { readEvidence, saveEvidence } from "../../project/evidence.ts";
import { actorOf } from "../actor-of.ts";
import { type NextTrain, nextTrain } from "../checklist.ts";
import { completeLog } from "../complete-log.ts";
import { migrating } from "../migrating.ts";
import { deliveryFindings, notify } from "../notify.ts";
import type { RollbackProposal } from "./propose-rollback.ts";
import type { Ride } from "./ride.ts";
import type { TrainSmoke } from "./smoke-target.ts";

/** How it ended. */
export interface TrainEnding {
  readonly outcome: TrainRecord["outcome"];
  /** Applied by it. */
  readonly files: readonly string[];
  readonly smoke: TrainSmoke | null;
  readonly failure?: AppError;
  readonly rollback?: RollbackProposal | null;
}

/** What comes after it. */
export interface TrainEnd {
  readonly next: {
    readonly files: readonly string[];
    readonly window: TrainWindow | null;
    /** When it opens, on the team's clocks; null where none comes. */
    readonly opens: string | null;
  } | null;
  readonly findings: readonly Finding[];
}

/** Ends it. @throws AppError FILE_UNWRITABLE, CONNECT_* */
export async function endOfTrain(ride: Ride, ending: TrainEnding): Promise<TrainEnd> {
  const { place, context, log, clock, start, window, name } = ride;
  const { environment, folder, project } = place;
  const after = await nextTrain(environment.name, context, { isAfter: true });
  if (ending.outcome !== "failed") {
    await log.step(
      "log",
      () => logged(ride),
      (detail) => ({ state: "done", detail }),
    );
  }
  const findings = await log.step(
    "report",
    () => tell(ride, ending, after),
    (found) => ({
      state: "done",
      detail: found.length === 0 ? "evidence is kept" : `evidence is kept; ${found.length} services were not reached`,
    }),
  );
  const endedAt = clock().toISOString();
  const data: TrainRecord = {
    train: name ?? `${environment.name} ${endedAt.slice(0, 10)}`,
    window,
    outcome: ending.outcome,
    files: ending.files,
    steps: log.steps.map(({ step, ms }) => ({ step, ms })),
    head: headOf(after.train.state),
    startedAt: start.toISOString(),
    endedAt,
  };
  await saveEvidence(folder, { kind: "train", at: endedAt, environment: environment.name, by: actorOf(context), data });
  const next = await windowAfter(project, clock());
  const opens = next === null ? null : inWordsOf(project.config.cadence?.zone ?? "UTC")(next.opens);
  return { next: { files: after.train.riding.map(({ file }) => file), window: next, opens }, findings };
}

// An apply has written its lines; those of a run that was killed right after its commit come now.
async function logged({ place, request, context }: Ride): Promise<string> {
  const { environment, project } = place;
  if (environment.log === null) return "this environment keeps none";
  const { waitMs, tool } = request;
  await migrating({ environment: environment.name, place: { project, environment }, waitMs, tool }, context, completeLog);
  return `${environment.log} says what the journal says`;
}

async function tell(ride: Ride, ending: TrainEnding, after: NextTrain): Promise<readonly Finding[]> {
  const { place, context, clock, window, request } = ride;
  const { project, folder, environment } = place;
  if (ending.outcome === "empty" || !environment.protected) return [];
  const notice = noticeOf(ride, ending, after);
  const files = place.train.riding.map(({ file, checksum }) => ({ file, checksum }));
  const told = (await readEvidence(folder, "notice", environment.name)).some(({ data }) => {
    const record = parseNoticeRecord(data);
    return (
      record?.kind === notice.kind && record.title === notice.title && window !== null && record.window?.opens === window.opens
    );
  });
  if (told) return [];
  const deliveries = await notify(notice, project, context, {
    clock,
    by: actorOf(context),
    subject: { window, files },
    ...(request.clock === undefined ? {} : { deadlineMs: 2_000 }),
  });
  return deliveryFindings(deliveries);
}

function noticeOf(
  { place, name, log }: Ride,
  { outcome, files, smoke, failure, rollback }: TrainEnding,
  after: NextTrain,
): Notice {
  const environment = place.environment.name;
  const train = name ?? environment;
  const facts = [
    { label: "applied", value: files.length === 0 ? "nothing" : files.join(", ") },
    ...(smoke === null
      ? []
      : [{ label: "smoke checks", value: `${smoke.checks - smoke.failed.length} of ${smoke.checks} passed` }]),
    { label: "still pending", value: String(after.train.riding.length + after.train.staying.length) },
  ];
  const took = log.steps.reduce((sum, { ms }) => sum + ms, 0);
  if (outcome === "done")
    return {
      kind: "train",
      environment,
      level: "good",
      title: `${train}: ${files.length} applied`,
      lines: [`Audited, applied, verified and smoked in ${Math.round(took / 1_000)} s.`],
      facts,
      actions: [{ label: "what it did", text: `lockstep log show ${environment}` }],
    };
  return {
    kind: "failure",
    environment,
    level: "bad",
    title: `${train} has failed`,
    lines: [
      failure?.message ?? "A step failed.",
      files.length === 0
        ? "Nothing is committed."
        : rollback?.isDone === true
          ? "What was committed is undone."
          : "What is committed stays until somebody decides.",
    ],
    facts,
    actions:
      rollback === null || rollback === undefined || rollback.isDone
        ? []
        : [{ label: `go back (${rollback.verdict})`, text: rollback.command }],
  };
}

async function windowAfter({ config }: NextTrain["project"], now: Date): Promise<TrainWindow | null> {
  if (config.cadence === null) return null;
  const { windowAt } = await import("../../core/release/train-windows.ts");
  return windowAt(config.cadence, now).next;
}
