/** `verify`: whether a database has the schema that its journal says it must have. Reads only. */

import { AppError } from "../core/app-error.ts";
import { areComparable, fingerprint } from "../core/catalog/fingerprint.ts";
import type { Finding } from "../core/finding.ts";
import type { JournalEvent } from "../core/journal/journal-event.ts";
import { journalState } from "../core/journal/journal-state.ts";
import { type VerifyBasis, verifyBasis } from "../core/journal/verify-basis.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import { hasJournal, readEvents, readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { openProject, type Project } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was found. */
export interface VerifyOutcome {
  readonly environment: string;
  /** It is as it must be. */
  readonly holds: boolean;
  /** fingerprint: as it was recorded · replay: the journal's migrations ran again, on a scratch database. */
  readonly basis: "fingerprint" | "replay";
  readonly fingerprint: string;
  /** What was recorded last, and by which event; null where nothing was. */
  readonly recorded: { readonly fingerprint: string; readonly seq: number; readonly at: string } | null;
  /** One sentence beyond the differences, where there is something to say. */
  readonly why: string | null;
  /** The differences, as an audit shows them; null where the fingerprint is the one that was recorded. */
  readonly report: ParityReport | null;
  readonly findings: readonly Finding[];
}

/** Verifies. @throws AppError JOURNAL_MISSING, IDENTITY_MISMATCH, CONNECT_*, SCRATCH_*, SQL_ERROR */
export async function verify(environment: string, context: WorkflowContext): Promise<VerifyOutcome> {
  const project = await openProject(context);
  const { name } = findEnvironment(project.config, environment, context.env);
  return withSources([name], project, context, async ([reading]) => {
    if (reading?.live === null || reading === undefined)
      throw new AppError({ code: "INTERNAL", message: `${name} was not read.` });
    const { session } = reading.live;
    const basis = await basisOf(session, name);
    const recorded = await recordedFingerprint(session, basis);
    const now = fingerprint(reading.catalog);
    const findings = [...reading.findings, ...underWay(basis, name)];
    const outcome = { environment: name, fingerprint: now, recorded, why: null, findings };
    if (recorded?.fingerprint === now) return { ...outcome, holds: true, basis: "fingerprint", report: null };
    const report = await replayed(reading, session, basis, project, context);
    const isSame = report.inSync;
    // of another version of Lockstep or another major a fingerprint says nothing
    const isComparable = recorded !== null && areComparable(recorded.fingerprint, now);
    const isUnexplained = isSame && isComparable && report.summary.ignored === 0;
    const why = `The schema is not the one that event #${recorded?.seq} has recorded, and migrations cannot tell how: owners, rights, roles and settings are not in files.`;
    return { ...outcome, holds: isSame && !isUnexplained, basis: "replay", report, why: isUnexplained ? why : null };
  });
}

async function basisOf(session: Session, name: string): Promise<VerifyBasis> {
  if (!(await hasJournal(session)))
    throw new AppError({
      code: "JOURNAL_MISSING",
      message: `${name} has no journal: nothing says what it must be.`,
      hint: `lockstep baseline ${name}, or lockstep apply ${name}`,
    });
  const events = await readSummaries(session);
  const { identity } = journalState(events);
  if (identity !== null && identity.environment !== name)
    throw new AppError({
      code: "IDENTITY_MISMATCH",
      message: `${session.display} says that it is ${identity.environment}, not ${name}.`,
      hint: `If it is a copy that is ${name} from now on: lockstep identify ${name}`,
    });
  return verifyBasis(events);
}

async function recordedFingerprint(session: Session, { fingerprints }: VerifyBasis): Promise<VerifyOutcome["recorded"]> {
  const events = await readEvents(session, fingerprints);
  const latest = [...events].reverse().find(({ payload }) => payload.fingerprint !== undefined);
  if (latest?.payload.fingerprint === undefined) return null;
  return { fingerprint: latest.payload.fingerprint, seq: latest.seq, at: latest.at };
}

async function replayed(
  target: SourceReading,
  live: Session,
  basis: VerifyBasis,
  project: Project,
  context: WorkflowContext,
): Promise<ParityReport> {
  // bring the scratch servers along
  const [{ replayJournal }, { compareReadings }] = await Promise.all([
    import("./replay-journal.ts"),
    import("./compare-readings.ts"),
  ]);
  const environment = findEnvironment(project.config, target.name, context.env);
  const snapshot = await snapshotOf(live, basis, target.name);
  const texts = await readEvents(
    live,
    basis.ran.filter(({ seq }) => seq > (snapshot?.seq ?? 0)).map(({ seq }) => seq),
  );
  const source = await replayJournal({ environment, live, catalog: target.catalog, snapshot, ran: texts }, project, context);
  try {
    const policy = { ignore: project.config.ignore, pending: async () => [], checks: [] };
    return (await compareReadings(source, target, policy)).report;
  } finally {
    await source.close();
  }
}

/** The last one; null where the database was never taken over. */
async function snapshotOf(session: Session, { snapshots }: VerifyBasis, environment: string): Promise<JournalEvent | null> {
  if (snapshots.length === 0) return null;
  const events = await readEvents(session, snapshots);
  const found = events.findLast(({ payload }) => payload.snapshot !== undefined);
  if (found !== undefined) return found;
  throw new AppError({
    code: "JOURNAL_MISSING",
    message: `The journal of ${environment} does not say what was there when it was taken over.`,
    hint: `Compare it with another environment: lockstep audit dev ${environment}`,
  });
}

function underWay({ underWay: versions }: VerifyBasis, environment: string): readonly Finding[] {
  return versions.map((version) => ({
    rule: "under-way",
    level: "medium",
    message: `${version} has begun and has not come to its end`,
    fix: `lockstep apply ${environment}`,
  }));
}
