/**
 * The checklist of a batch, proven now: the stages are asked for their journals, the server for the time, and evidence is read for what
 * takes a person or another day.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import { checkpointOf, heldBy } from "../core/migration/checkpoint.ts";
import { meaningOf } from "../core/migration/meaning.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { type RootDigests, rootDigests } from "../core/parity/root-digests.ts";
import { attestationRecord, type StoredAttestation } from "../core/release/attestation-record.ts";
import type { BatchFile, Checklist, ChecklistItemId } from "../core/release/checklist.ts";
import type { Stage, TestedBatch } from "../core/release/items/tested-on.ts";
import type { Loss } from "../core/release/loss.ts";
import { proveChecklist } from "../core/release/prove-checklist.ts";
import { stagesBefore } from "../core/release/stages.ts";
import { touchedRoots } from "../core/release/touched-roots.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import type { EvidenceKind } from "../project/evidence.ts";
import { readEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { announcementVerdict } from "./announcement-verdict.ts";
import { backupVerdict } from "./backup-verdict.ts";
import type { Migrating } from "./migrating.ts";
import type { Project } from "./open-project.ts";
import type { FitBatch } from "./rehearse-for-apply.ts";
import { smokeVerdict } from "./smoke-verdict.ts";
import { trafficFacts } from "./traffic-facts.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What the checklist is of. */
export interface BatchSubject {
  readonly files: readonly MigrationFile[];
  readonly fit: Pick<FitBatch, "migrations" | "risks">;
  readonly losses: readonly Loss[];
  readonly acknowledged: readonly string[];
  /** A file of them was begun by a run that was interrupted. */
  readonly isResumed: boolean;
  /** Why it could not be rehearsed; then nothing of `fit` is known. */
  readonly failure?: string;
  /** The target's, as it is now. */
  readonly schema: Catalog;
  /** By the server's clock. */
  readonly now: Date;
  /** Somebody reads it: also what is not demanded is looked at. */
  readonly isShown: boolean;
}

/** Proves it. Reads only. @throws AppError CONFIG_INVALID for a cadence that is none */
export async function batchChecklist(subject: BatchSubject, run: Migrating, context: WorkflowContext): Promise<Checklist> {
  const { files, fit, losses, acknowledged, isResumed, now } = subject;
  const { environment, project, folder, runner, database } = run;
  const { config } = project;
  const stages = stagesBefore(config.environments, environment.name);
  const demanded = config.written?.checklist?.[environment.name] ?? null;
  const looksAt = (id: ChecklistItemId) => subject.isShown || demanded?.includes(id) === true;
  const attested = (kind: EvidenceKind) => storedAttestations(folder, kind, environment.name);
  const schema = rootDigests(subject.schema);
  const batch = files.map((file) => batchFile(file, fit, schema));
  const traffic = await trafficFacts(run, now);
  const window = traffic.windows?.open ?? null;
  const held = await heldFiles(files, folder);
  const { session } = run.target;
  const [dev, staging, attestations, waivers, backup, smoke, announcement] = await Promise.all([
    looksAt("tested-on-dev") ? askStage(stages.dev, project, context) : notAsked(stages.dev),
    looksAt("tested-on-staging") ? askStage(stages.staging, project, context) : notAsked(stages.staging),
    attested("attestation"),
    attested("waiver"),
    backupVerdict({ project, environment, session, now, fingerprint: fingerprint(subject.schema), window }),
    smokeVerdict(stages.staging ?? stages.dev, run, now, context),
    announcementVerdict(batch, run, now),
  ]);
  return proveChecklist({
    environment: environment.name,
    database,
    files: batch,
    held,
    now,
    runner: runner.actor,
    demanded,
    dev,
    staging,
    rehearsal: {
      environment: environment.name,
      migrations: fit.migrations,
      losses,
      acknowledged,
      isResumed,
      ...(subject.failure === undefined ? {} : { failure: subject.failure }),
    },
    traffic,
    backup,
    smoke,
    announcement,
    attestations,
    waivers,
  });
}

/** A file as checklists know it; what was not rehearsed is taken for the worst. */
function batchFile(
  { file, version, checksum, text }: MigrationFile,
  { risks }: Pick<FitBatch, "risks">,
  schema: RootDigests,
): BatchFile {
  const touches = touchedRoots(text, schema);
  return { file, version, checksum, meaning: meaningOf(text), risk: risks.get(file) ?? "high", touches };
}

/** By the version of each checkpoint. A batch seldom has one, and only then the folder is read. */
async function heldFiles(files: readonly MigrationFile[], folder: string): Promise<TestedBatch["held"]> {
  const checkpoints = files.filter((file) => checkpointOf(file) !== null);
  if (checkpoints.length === 0) return new Map();
  const { migrations } = await loadMigrations(folder, { check: false });
  return new Map(
    checkpoints.map((checkpoint) => [
      checkpoint.version,
      heldBy(checkpoint, migrations).map(({ file, version, checksum, text }) => ({
        file,
        version,
        checksum,
        meaning: meaningOf(text),
      })),
    ]),
  );
}

// A stage that nobody demands, and that may be down, is not waited for.
function notAsked(name: string | null): Stage {
  return name === null ? null : { kind: "unanswered", environment: name, why: "it was not asked, as nobody demands it" };
}

async function askStage(name: string | null, project: Project, context: WorkflowContext): Promise<Stage> {
  if (name === null) return null;
  try {
    const environment = findEnvironment(project.config, name, context.env);
    const events = await withEnvironment(environment, project, context, readSummaries);
    return { kind: "asked", environment: name, events };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    return { kind: "unanswered", environment: name, why: `${name} could not be asked: ${error.message}` };
  }
}

async function storedAttestations(
  folder: string,
  kind: EvidenceKind,
  environment: string,
): Promise<readonly StoredAttestation[]> {
  return (await readEvidence(folder, kind, environment)).flatMap(({ at, file, data }) => {
    const record = attestationRecord(data);
    return record === null ? [] : [{ at, file, record }];
  });
}
