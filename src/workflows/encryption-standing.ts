/** How far the encryption jobs of the folder are in an environment, looked at in the database itself; needs no key. */

import { AppError } from "../core/app-error.ts";
import type { EncryptedJob } from "../core/release/launch-encryption.ts";
import { fenceStanding, findRelation } from "../postgres/encryption-fence.ts";
import { readJobStanding } from "../postgres/job-store.ts";
import type { Session } from "../postgres/session.ts";
import type { EncryptionJob } from "../project/encryption-job.ts";
import { listJobs, readJob } from "../project/read-job.ts";
import { encryptionKind } from "./encrypt-rows.ts";
import type { LaunchPlace } from "./launch-place.ts";
import { readEncryption } from "./open-encryption.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Looks. @throws AppError ENCRYPTION_INVALID, SECRET_*, CONNECT_* */
export async function readEncryptionStandings(
  { project, environment }: Pick<LaunchPlace, "project" | "environment">,
  context: WorkflowContext,
): Promise<readonly EncryptedJob[]> {
  const { config } = project;
  const read = await Promise.all(listJobs(config).map((name) => jobOrNull(config, name)));
  const jobs = read.flatMap((file) => (file?.definition.kind === encryptionKind ? [readEncryption(file, environment.name)] : []));
  if (jobs.length === 0) return [];
  return withEnvironment(environment, project, context, async (session) => {
    const all: EncryptedJob[] = [];
    for (const job of jobs) all.push(await standingOf(session, job));
    return all;
  });
}

// what holds no job of Lockstep's may be anything: somebody has to vouch for it
async function jobOrNull(config: Parameters<typeof readJob>[0], name: string) {
  try {
    return await readJob(config, name);
  } catch (error) {
    if (error instanceof AppError && error.code === "JOB_INVALID") return null;
    throw error;
  }
}

async function standingOf(session: Session, job: EncryptionJob): Promise<EncryptedJob> {
  const found = await findRelation(session, job.table);
  if (found === null) return { job: job.name, relation: job.table, rows: 0, encryptedAt: null, verifiedAt: null };
  const { run, totals, verification, isFinished, isVerified } = await readJobStanding(session, job.name, encryptionKind);
  const kept = await Promise.all(job.columns.map(({ name: column }) => fenceStanding(session, { ...found, column })));
  const isKept = kept.every(({ isValidated }) => isValidated);
  return {
    job: job.name,
    relation: `${found.schema}.${found.table}`,
    rows: totals?.read ?? 0,
    encryptedAt: isFinished && isKept ? (run?.finishedAt ?? null) : null,
    verifiedAt: isVerified && isKept ? (verification?.finishedAt ?? null) : null,
  };
}
