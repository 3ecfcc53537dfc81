/** What every `encrypt` command begins with: the job's file, the database that is meant, its table, and the master keys. */

import { AppError } from "../core/app-error.ts";
import { confirming } from "../core/confirming.ts";
import { type ColumnKeys, openColumnKeys } from "../core/encryption/column-keys.ts";
import { type MasterKey, parseMasterKey } from "../core/encryption/master-key.ts";
import type { WorkColumn } from "../core/encryption/work-column.ts";
import { type LedgerDataKey, readDataKeys } from "../postgres/data-keys.ts";
import type { FencedColumn } from "../postgres/encryption-fence.ts";
import { findJobTable, type JobTable } from "../postgres/job-table.ts";
import type { Session } from "../postgres/session.ts";
import type { EncryptionFile } from "../project/define-encryption.ts";
import { type EncryptionJob, encryptionJob } from "../project/encryption-job.ts";
import { type JobFile, readJob } from "../project/read-job.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { ackFlag } from "./consent.ts";
import { type DataConsent, type DataPlace, openDataPlace, refuseOtherDatabase } from "./data-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which job, where, and what has been said. */
export interface EncryptionRequest extends DataConsent {
  readonly job: string;
  /** Null: the only environment that there is. */
  readonly environment: string | null;
  /** `--ack`, each by its name. */
  readonly acknowledged: readonly string[];
}

/** A job at its place. */
export interface EncryptionPlace extends DataPlace {
  readonly job: EncryptionJob;
  readonly table: JobTable;
  /** `public.email_accounts` */
  readonly relation: string;
  readonly fenced: readonly FencedColumn[];
  /** May write. */
  readonly session: Session;
  /** The one of now, then those of before. */
  readonly masters: readonly [MasterKey, ...MasterKey[]];
}

/** Opens it, does `work`, and closes. @throws AppError JOB_MISSING, ENCRYPTION_*, JOB_INVALID, IDENTITY_MISMATCH, SECRET_*, CONNECT_*, READ_ONLY_SERVER and what `work` throws */
export async function withEncryption<T>(
  request: Pick<EncryptionRequest, "job" | "environment">,
  context: WorkflowContext,
  work: (place: EncryptionPlace) => Promise<T>,
): Promise<T> {
  const place = await openDataPlace(request.environment, context);
  const job = readEncryption(await readJob(place.project.config, request.job), place.environment.name);
  const masters = await resolveMasters(job, place);
  const session = await place.open("lockstep encrypt");
  try {
    // a verification writes too: its progress, into the ledger
    if (session.inReplica)
      throw new AppError({
        code: "READ_ONLY_SERVER",
        message: `${session.display} is a read replica: encryption works, and keeps its ledger, on the primary.`,
        hint: "Use the URL of the primary.",
      });
    await refuseOtherDatabase(session, place);
    const table = await findJobTable(session, job.table, null);
    const fenced = job.columns.map(({ name }) => ({ schema: table.schema, table: table.name, column: name }));
    return await work({ ...place, job, table, relation: `${table.schema}.${table.name}`, fenced, session, masters });
  } finally {
    await session.close();
  }
}

/** The job in a file, asked for in that environment. @throws AppError ENCRYPTION_INVALID */
export function readEncryption({ name, file, definition }: JobFile, environment: string): EncryptionJob {
  if (definition.kind === "encryption")
    // tagged by defineEncryption, and every field is looked at
    return encryptionJob(name, file, definition as unknown as EncryptionFile);
  throw new AppError({
    code: "ENCRYPTION_INVALID",
    message: `${file} is a ${definition.kind} job, not an encryption.`,
    hint:
      definition.kind === "backfill"
        ? `lockstep backfill run ${name} --env ${environment}`
        : 'export default defineEncryption({ id, table, columns: ["…"], key: env("…"), binding: "row" })',
  });
}

async function resolveMasters(job: EncryptionJob, { project }: DataPlace): Promise<EncryptionPlace["masters"]> {
  const { value } = await resolveSecret(job.key, project.secrets);
  const before = await Promise.all(job.previousKeys.map((key) => resolveSecret(key, project.secrets)));
  return [parseMasterKey(value), ...before.map((key) => parseMasterKey(key.value))];
}

/** The ledger's keys of the job's columns, oldest first. @throws as `Session.query` */
export function keysOf({ session, job }: EncryptionPlace): Promise<readonly LedgerDataKey[]> {
  return readDataKeys(
    session,
    job.columns.map(({ columnId }) => columnId),
  );
}

/** The job's columns with their keys opened. @throws AppError ENCRYPTION_KEY_UNKNOWN, ENCRYPTION_KEY_INVALID */
export async function workColumns(place: EncryptionPlace): Promise<readonly WorkColumn[]> {
  const { job, masters, relation } = place;
  const keys = await keysOf(place);
  if (keys.length === 0)
    throw new AppError({
      code: "ENCRYPTION_KEY_UNKNOWN",
      message: `${relation} has no data keys yet: nothing of it was ever encrypted there under this id.`,
      hint: nextCommand("run", place),
    });
  return job.columns.map(({ name, columnId, blindIndex }) => {
    const opened: ColumnKeys = openColumnKeys(columnId, keys, masters);
    return { name, keys: opened, binding: job.binding, blindIndex };
  });
}

/** The command as it is typed next. */
export function nextCommand(
  action: "run" | "rotate" | "decrypt" | "scrub",
  { job, environment }: Pick<EncryptionPlace, "job" | "environment">,
): string {
  return confirming(`lockstep encrypt ${action} ${job.name} --env ${environment.name}`, environment);
}

/** The command with what has been said by its name, so that it can be typed again. */
export function acknowledging(line: string, { acknowledged }: Pick<EncryptionRequest, "acknowledged">): string {
  return [line, ...acknowledged.map(ackFlag)].join(" ");
}

/** Refuses to go on before somebody has said something by its name. @throws AppError ENCRYPTION_REFUSED */
export function requireAcknowledged(
  { acknowledged }: Pick<EncryptionRequest, "acknowledged">,
  name: string,
  message: string,
  line: string,
): void {
  if (acknowledged.includes(name)) return;
  throw new AppError({ code: "ENCRYPTION_REFUSED", message, hint: `${line} ${ackFlag(name)}` });
}
