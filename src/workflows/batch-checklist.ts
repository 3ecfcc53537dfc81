/**
 * The checklist of a batch, proven now: the stages are asked for their journals, the server for the time, and evidence is read for what
 * takes a person or another day.
 */

import { AppError } from "../core/app-error.ts";
import { meaningOf } from "../core/migration/meaning.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { attestationRecord, type StoredAttestation } from "../core/release/attestation-record.ts";
import type { BatchFile, Checklist } from "../core/release/checklist.ts";
import type { Stage } from "../core/release/items/tested-on.ts";
import type { Loss } from "../core/release/loss.ts";
import { proveChecklist } from "../core/release/prove-checklist.ts";
import { stagesBefore } from "../core/release/stages.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import type { EvidenceKind } from "../project/evidence.ts";
import { readEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
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
  /** Of the target's schema now. */
  readonly fingerprint: string;
  /** By the server's clock. */
  readonly now: Date;
}

/** Proves it. Reads only. @throws AppError CONFIG_INVALID for a cadence that is none */
export async function batchChecklist(subject: BatchSubject, run: Migrating, context: WorkflowContext): Promise<Checklist> {
  const { files, fit, losses, acknowledged, isResumed, now } = subject;
  const { environment, project, folder, runner, database } = run;
  const { config } = project;
  const stages = stagesBefore(config.environments, environment.name);
  const attested = (kind: EvidenceKind) => storedAttestations(folder, kind, environment.name);
  const batch = files.map((file) => batchFile(file, fit));
  const traffic = await trafficFacts(run, now);
  const window = traffic.windows?.open ?? null;
  const { session } = run.target;
  const [dev, staging, attestations, waivers, backup, smoke, announcement] = await Promise.all([
    askStage(stages.dev, project, context),
    askStage(stages.staging, project, context),
    attested("attestation"),
    attested("waiver"),
    backupVerdict({ project, environment, session, now, fingerprint: subject.fingerprint, window }),
    smokeVerdict(stages.staging ?? stages.dev, run, now, context),
    announcementVerdict(batch, run, now),
  ]);
  return proveChecklist({
    environment: environment.name,
    database,
    files: batch,
    now,
    runner: runner.actor,
    demanded: config.written?.checklist?.[environment.name] ?? null,
    dev,
    staging,
    rehearsal: { environment: environment.name, migrations: fit.migrations, losses, acknowledged, isResumed },
    traffic,
    backup,
    smoke,
    announcement,
    attestations,
    waivers,
  });
}

/** A file as checklists know it; what was not rehearsed is taken for the worst. */
export function batchFile({ file, version, checksum, text }: MigrationFile, { risks }: Pick<FitBatch, "risks">): BatchFile {
  return { file, version, checksum, meaning: meaningOf(text), risk: risks.get(file) ?? "high" };
}

async function askStage(name: string | null, project: Project, context: WorkflowContext): Promise<Stage> {
  if (name === null) return null;
  const environment = findEnvironment(project.config, name, context.env);
  if (environment.fleet !== null)
    return { kind: "unanswered", environment: name, why: `${name} is a fleet of databases, and none of them speaks for it` };
  try {
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
