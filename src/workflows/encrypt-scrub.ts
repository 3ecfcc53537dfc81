/**
 * `encrypt scrub`: an update leaves the old version of the row in the table's file, its value in indexes and in the planner's statistics. They are
 * made again, and then looked through for samples of plain text. What no command here can reach (WAL, slots, backups) is listed.
 */

import { AppError } from "../core/app-error.ts";
import { readStored } from "../core/encryption/stored-value.ts";
import { tracesOf } from "../core/encryption/text-traces.ts";
import type { WorkColumn } from "../core/encryption/work-column.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { dropProofs } from "../postgres/data-keys.ts";
import { fenceStanding } from "../postgres/encryption-fence.ts";
import { findRun } from "../postgres/job-store.ts";
import {
  indexesOver,
  type ResidueFile,
  type ResidueStatistics,
  type ResidueWal,
  readWalResidue,
  sampleRows,
  searchFiles,
  searchStatistics,
} from "../postgres/residue.ts";
import { readEvidence } from "../project/evidence.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { ackFlag } from "./consent.ts";
import { confirmData } from "./data-place.ts";
import { encryptionKind } from "./encrypt-rows.ts";
import {
  acknowledging,
  type EncryptionPlace,
  type EncryptionRequest,
  nextCommand,
  withEncryption,
  workColumns,
} from "./open-encryption.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was done and what is left. */
export interface EncryptScrubOutcome {
  readonly job: string;
  readonly environment: string;
  readonly relation: string;
  /** When rows were encrypted, from and to. */
  readonly encrypted: { readonly from: string; readonly to: string | null; readonly wal: string | null };
  /** Index names, made again. */
  readonly reindexed: readonly string[];
  /** The table's file was written anew. */
  readonly isRewritten: boolean;
  /** How many plain texts were looked for. */
  readonly samples: number;
  /** Of those, the ones that would not be known again if the server has compressed them. */
  readonly untraced: number;
  readonly files: readonly ResidueFile[];
  readonly statistics: readonly ResidueStatistics[];
  readonly wal: ResidueWal;
  /** Files of evidence of backups that were taken before the end. */
  readonly backups: readonly string[];
  /** Nothing was found, and everything was seen. */
  readonly isClean: boolean;
  readonly next: readonly string[];
}

/** Plain texts that are looked for: enough to find a file that holds any, few enough to search gigabytes for. */
const sampleSize = 60;
/** Shorter texts stand in files by chance. */
const sampleBytes = 8;

/** Scrubs. @throws AppError ENCRYPTION_REFUSED, CONFIRMATION_MISSING, LOCK_TIMEOUT and what `withEncryption` throws */
export async function encryptScrub(request: EncryptionRequest, context: WorkflowContext): Promise<EncryptScrubOutcome> {
  return withEncryption(request, context, async (place) => {
    const { job, environment, relation, session, table, fenced } = place;
    const line = nextCommand("scrub", place);
    await confirmData(
      place,
      request,
      `clean what is left of the plain text of ${relation}`,
      acknowledging(`lockstep encrypt scrub ${job.name} --env ${environment.name}`, request),
    );
    const [run, standing] = [
      await findRun(session, job.name, encryptionKind),
      await Promise.all(fenced.map((column) => fenceStanding(session, column))),
    ];
    if (run === null || !standing.every(({ isValidated }) => isValidated))
      throw new AppError({
        code: "ENCRYPTION_REFUSED",
        message: `${relation} is not encrypted yet: there is nothing to scrub before.`,
        hint: nextCommand("run", place),
      });
    const names = job.columns.map(({ name }) => name);
    const isRewritten = request.acknowledged.includes(`rewrite:${relation}`);
    const reindexed = await makeAgain(place, names, isRewritten, context);
    const columns = await workColumns(place);
    const samples = await plainSamples(place, columns);
    const step = `search what is left in ${relation}`;
    context.progress({ step, state: "start" });
    const traces = samples.map(tracesOf);
    const sought = traces.map(({ strings }) => strings);
    const files = await searchFiles(session, table, sought, (detail) => context.progress({ step, state: "progress", detail }));
    const untraced = traces.filter(({ escapesCompressed }) => escapesCompressed).length;
    const statistics = await searchStatistics(session, table, names);
    context.progress({ step, state: "done" });
    const isSeen = files.every(({ found }) => found !== null);
    // what could not be looked for is gone with the files of before
    const isSought = isRewritten || untraced === 0;
    const isClean = isSeen && isSought && statistics.length === 0 && files.every(({ found }) => found === 0);
    const ids = columns.map(({ keys }) => keys.columnId);
    if (isClean) await dropProofs(session, ids);
    const backups = await backupsBefore(place, run.finishedAt);
    return {
      job: job.name,
      environment: environment.name,
      relation,
      encrypted: { from: run.startedAt, to: run.finishedAt, wal: run.definition.wal },
      reindexed,
      isRewritten,
      samples: samples.length,
      untraced,
      files,
      statistics,
      wal: await readWalResidue(session),
      backups,
      isClean,
      next: [
        ...statistics.flatMap((left) => analysed(left, line)),
        ...(isRewritten ? [] : [`in a quiet hour, since it locks the table: ${line} ${ackFlag(`rewrite:${relation}`)}`]),
      ],
    };
  });
}

/** How statistics get rid of plain text that ANALYZE has left there. */
function analysed({ relation, column, isPassedBy }: ResidueStatistics, line: string): readonly string[] {
  if (!isPassedBy) return [`analyze ${relation};`];
  const target = (to: string) => `alter table ${relation} alter column ${quoteIdentifier(column)} set statistics ${to};`;
  return [
    `ANALYZE passes ${column} by, so in SQL: ${target("-1")} then: ${line}; afterwards, if it is to be so again: ${target("0")}`,
  ];
}

/** Statistics, indexes, and if it may be the table itself; the names of the indexes. */
async function makeAgain(
  { session, table, relation }: EncryptionPlace,
  columns: readonly string[],
  rewrites: boolean,
  context: WorkflowContext,
): Promise<readonly string[]> {
  const step = `clean ${relation}`;
  const tell = (detail: string) => context.progress({ step, state: "progress", detail });
  context.progress({ step, state: "start" });
  const indexes = await indexesOver(session, table, columns);
  // none of these may stand in a transaction
  await session.run([`set lock_timeout = ${rewrites ? 5_000 : 0}`]);
  try {
    if (rewrites) {
      tell(`vacuum full ${relation}`);
      // writes heap, TOAST and every index anew
      await session.run([`vacuum (full, analyze) ${table.qualified}`]);
      return indexes;
    }
    tell(`vacuum ${relation}`);
    await session.run([`vacuum (analyze) ${table.qualified}`]);
    for (const index of indexes) {
      tell(`reindex ${index}`);
      await session.run([`reindex index concurrently ${index}`]);
    }
    return indexes;
  } finally {
    context.progress({ step, state: "done" });
    await session.run(["reset lock_timeout"]).catch(() => undefined);
  }
}

/** Plain texts of some rows, in this process's memory alone. */
async function plainSamples(
  { session, table, job }: EncryptionPlace,
  columns: readonly WorkColumn[],
): Promise<readonly Buffer[]> {
  const rows = await sampleRows(
    session,
    table,
    columns.map(({ name }) => name),
    sampleSize,
  );
  const texts = rows.flatMap(({ key, values }) =>
    columns.flatMap(({ keys }, i) => {
      const place = { columnId: keys.columnId, binding: job.binding, key: job.binding === "row" ? key : [] };
      const value = readStored(values[i] ?? null, keys, place);
      return value.kind === "current" || value.kind === "older-key" ? [Buffer.from(value.text, "utf8")] : [];
    }),
  );
  return texts.filter((text) => text.length >= sampleBytes).slice(0, sampleSize);
}

async function backupsBefore({ project, environment }: EncryptionPlace, finishedAt: string | null): Promise<readonly string[]> {
  const stored = await readEvidence(migrationsPath(project.config), "backup", environment.name);
  return stored.filter(({ at }) => finishedAt === null || at < finishedAt).map(({ file }) => file);
}
