/**
 * What a job of a fleet says: which database by its name, what was asked for, and of which files. Never where the database is: a worker
 * knows that from its own configuration, so that no password lies in a queue.
 */

import * as z from "zod";
import { AppError } from "../core/app-error.ts";
import { appliedDigest } from "../core/journal/applied-digest.ts";
import { checksumsOf } from "../project/checksum-cache.ts";
import { listMigrations } from "../project/migrations-folder.ts";
import type { ApplyRequest } from "./apply.ts";
import { noConsent } from "./consent.ts";

const job = z.strictObject({
  database: z.string(),
  /** See `folderDigest`. */
  folder: z.string(),
  to: z.string().nullable(),
  only: z.array(z.string()),
  limit: z.number().nullable(),
  lockBudgetMs: z.number(),
  attempts: z.number(),
  waitMs: z.number(),
  predicts: z.boolean(),
  /** Somebody has confirmed the fleet by its name. */
  confirmed: z.boolean(),
  acknowledged: z.array(z.string()),
  breakGlass: z.string().nullable(),
});

/** A job's data. */
export type FleetJob = z.infer<typeof job>;

/** The job for a database. */
export function jobFor(
  database: string,
  request: Omit<ApplyRequest, "environment">,
  folder: string,
  predicts: boolean,
): FleetJob {
  const { to, only, limit, lockBudgetMs, attempts, waitMs, consent = noConsent } = request;
  return {
    database,
    folder,
    to,
    only: [...only],
    limit,
    lockBudgetMs,
    attempts,
    waitMs,
    predicts,
    confirmed: consent.confirm !== null,
    acknowledged: [...consent.acknowledged],
    breakGlass: consent.breakGlass,
  };
}

/** What a job asks of a worker. `environment` is the database's name with its fleet's. */
export function requestOf(environment: string, asked: FleetJob, tool: string): ApplyRequest {
  const { to, only, limit, lockBudgetMs, attempts, waitMs, predicts, confirmed, acknowledged, breakGlass } = asked;
  const confirm = confirmed ? environment : null;
  const consent = { ...noConsent, confirm, acknowledged, breakGlass };
  return { environment, to, only, limit, lockBudgetMs, attempts, waitMs, predicts, consent, isDryRun: false, tool };
}

/** Reads a job's data. @throws AppError QUEUE_UNAVAILABLE for one that this version does not know */
export function readJob(data: unknown): FleetJob {
  const read = job.safeParse(data);
  if (read.success) return read.data;
  throw new AppError({
    code: "QUEUE_UNAVAILABLE",
    message: "The queue holds a job that this version does not know.",
    hint: "Let all workers run the version of Lockstep that hands out the work.",
  });
}

/** What tells that two machines have the same migrations. @throws AppError FILE_UNREADABLE */
export async function folderDigest(folder: string): Promise<string> {
  const { entries, repeatables } = await listMigrations(folder);
  const all = [...entries, ...repeatables];
  const checksums = checksumsOf(
    folder,
    all.map(({ file }) => file),
    null,
    Date.now,
  );
  return appliedDigest(all.map(({ file }, i) => ({ version: file, checksum: checksums[i] ?? "" })));
}
