/** `checklist`: where each item of the next train's checklist stands, and what people have to say about it. */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { rootDigests } from "../core/parity/root-digests.ts";
import type { AttestationRecord } from "../core/release/attestation-record.ts";
import type { Checklist, ChecklistItem } from "../core/release/checklist.ts";
import { inWordsOf } from "../core/release/moment-words.ts";
import { touchedRoots } from "../core/release/touched-roots.ts";
import type { TrainWindow } from "../core/release/train-windows.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import { serverTime } from "../postgres/server-time.ts";
import type { Environment } from "../project/environments.ts";
import { saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import type { ApplyOutcome } from "./apply.ts";
import { type BoardedTrain, boardTrain } from "./board-train.ts";
import { openProject, type Project } from "./open-project.ts";
import { readTarget } from "./predict.ts";
import { unfinished } from "./train/unfinished.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The checklist of the next train. */
export interface ChecklistOutcome {
  readonly environment: string;
  /** Null where nothing is pending, and for an environment that is not protected. */
  readonly checklist: Checklist | null;
  readonly isProtected: boolean;
  /** What `--approve` takes; null without a plan. */
  readonly planHash: string | null;
  /** Flags that the batch needs, each with the loss that it accepts. */
  readonly acknowledgements: ApplyOutcome["acknowledgements"];
  /** Pending, and not with this train. */
  readonly staying: BoardedTrain["staying"];
}

/** How to prove it. */
export interface ChecklistRequest {
  readonly environment: string;
  readonly acknowledged: readonly string[];
  readonly tool: string;
  /** In place of the server's. */
  readonly clock?: () => Date;
}

/** Proves every item now; nothing is applied, and nothing is kept. @throws as `apply` in a dry run */
export async function showChecklist(request: ChecklistRequest, context: WorkflowContext): Promise<ChecklistOutcome> {
  const { environment: name, acknowledged, tool, clock } = request;
  const { environment, train } = await nextTrain(name, context, { clock });
  const base = { environment: environment.name, isProtected: environment.protected, staying: train.staying };
  if (train.riding.length === 0 || !environment.protected)
    return { ...base, checklist: null, planHash: null, acknowledgements: [] };
  const [{ apply }, { noConsent }] = await Promise.all([import("./apply.ts"), import("./consent.ts")]);
  const batch = { environment: environment.name, files: train.migrations, acknowledged, tool, clock };
  const proven = apply(
    {
      environment: environment.name,
      to: null,
      only: train.riding.map(({ file }) => file),
      limit: null,
      isDryRun: true,
      lockBudgetMs: 3_000,
      attempts: 1,
      waitMs: 10_000,
      tool,
      consent: { ...noConsent, acknowledged },
      ...(clock === undefined ? {} : { clock }),
    },
    context,
  ).catch(async (error: unknown) => {
    const { unrehearsedChecklist } = await import("./unrehearsed-checklist.ts");
    return { checklist: await unrehearsedChecklist(batch, error, context), planHash: null, acknowledgements: [] };
  });
  const { checklist, planHash, acknowledgements } = await proven;
  return { ...base, checklist, planHash, acknowledgements };
}

/** What a person says. */
export interface Vouching {
  readonly environment: string;
  readonly item: ChecklistItem["id"];
  readonly kind: "attestation" | "waiver";
  /** Who. */
  readonly name: string;
  readonly reason: string | null;
  /** Until when it holds: a day of the team's zone, whole, or an instant; null: the end of the window that is open or comes next. */
  readonly until: string | null;
  /** Who types it. */
  readonly by: string;
  readonly now: Date;
}

/** What was kept. */
export interface Vouched extends AttestationRecord {
  readonly environment: string;
  readonly kind: Vouching["kind"];
  /** `until` on the team's clocks. */
  readonly untilInWords: string;
  /** Of the evidence, relative to the working folder. */
  readonly path: string;
}

const dayMs = 86_400_000;

/** Keeps it as evidence, about exactly the files of the next train. @throws AppError USAGE, CONNECT_*, FILE_UNWRITABLE */
export async function vouch(request: Vouching, context: WorkflowContext): Promise<Vouched> {
  const { item, kind, name, reason, now, by } = request;
  const { environment, train, project, folder } = await nextTrain(request.environment, context);
  if (train.riding.length === 0)
    throw new AppError({
      code: "USAGE",
      message: `Nothing is pending on ${environment.name}: there is no batch that this could be about.`,
      hint: `lockstep status ${environment.name}`,
    });
  const until =
    request.until === null
      ? ((await endOfWindow(project, now)) ?? new Date(now.getTime() + dayMs))
      : await endOf(request.until, project.config.cadence?.zone ?? "UTC");
  if (until <= now) throw new AppError({ code: "USAGE", message: `${until.toISOString()} is over.`, hint: "--until DATE" });
  const schema = await withEnvironment(environment, project, context, async (session) =>
    rootDigests(await readTarget(session, environment)),
  );
  const files = train.migrations.map(({ file, checksum, text }) => ({ file, checksum, touches: touchedRoots(text, schema) }));
  const data: AttestationRecord = { item, name, reason, until: until.toISOString(), files };
  const kept = await saveEvidence(folder, { kind, at: now.toISOString(), environment: environment.name, by, data });
  const { cadence } = project.config;
  const untilInWords = cadence === null ? data.until : inWordsOf(cadence.zone)(data.until);
  return { ...data, environment: environment.name, kind, untilInWords, path: relative(context.cwd, kept) };
}

/** The next train to an environment, and where all of it lies; of a train that was interrupted, what is left of it, unless it `isAfter`. @throws AppError ENVIRONMENT_UNKNOWN, CONNECT_* */
export async function nextTrain(
  name: string,
  context: WorkflowContext,
  { clock, isAfter = false }: { readonly clock?: (() => Date) | undefined; readonly isAfter?: boolean } = {},
): Promise<NextTrain> {
  const project = await openProject(context);
  const environment = findEnvironment(project.config, name, context.env);
  const folder = migrationsPath(project.config);
  return withEnvironment(environment, project, context, async (session) => {
    const now = await serverTime(session);
    const window = await openWindow(project, clock?.() ?? now);
    const events = await readSummaries(session);
    const done =
      isAfter || window === null
        ? []
        : await unfinished({ events, folder, environment: environment.name }, { start: now, window });
    // what was applied before the window opened was another's
    const own = done.filter(({ at }) => window !== null && Date.parse(at) >= Date.parse(window.opens));
    const aboard = new Set(own.map(({ version }) => version));
    const train = await boardTrain(environment, { project, folder, events, aboard }, session);
    return { project, environment, folder, train, serverTime: now };
  });
}

/** An environment with its next train. */
export interface NextTrain {
  readonly project: Project;
  readonly environment: Environment;
  readonly folder: string;
  readonly train: BoardedTrain;
  /** When it was read, by the server's clock. */
  readonly serverTime: Date;
}

async function endOf(text: string, zone: string): Promise<Date> {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()))
    throw new AppError({
      code: "USAGE",
      message: `--until takes a day or an instant, not "${text}".`,
      hint: "--until 2026-12-31",
    });
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return instant;
  const [{ Temporal }, { instantOf, isoOf }] = await Promise.all([
    import("temporal-polyfill"),
    import("../core/release/wall-clock.ts"),
  ]);
  return new Date(isoOf(instantOf(Temporal.PlainDate.from(text).add({ days: 1 }).toPlainDateTime(), zone, "closes")));
}

async function endOfWindow(project: Project, now: Date): Promise<Date | null> {
  const window = await currentWindow(project, now);
  return window === null ? null : new Date(window.closes);
}

/** The window that is open; null outside of one and without a cadence. @throws AppError CONFIG_INVALID */
export async function openWindow({ config }: Project, now: Date): Promise<TrainWindow | null> {
  if (config.cadence === null) return null;
  const { windowAt } = await import("../core/release/train-windows.ts");
  return windowAt(config.cadence, now).open;
}

/** The window that is open, else the next; null without a cadence. @throws AppError CONFIG_INVALID */
export async function currentWindow({ config }: Project, now: Date): Promise<TrainWindow | null> {
  if (config.cadence === null) return null;
  const { windowAt } = await import("../core/release/train-windows.ts");
  const { open, next } = windowAt(config.cadence, now);
  return open ?? next;
}
