/** Takes a dump of one moment into a file, a folder, a program or our own output, and counts within the same moment. */

import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import { formatSnapshot } from "../core/catalog/snapshot.ts";
import type { BackedUpDatabase, BackupRecord } from "../core/release/backup-record.ts";
import { countDumpedTables, readBackedUpDatabase, readJournalHead } from "../postgres/backup-facts.ts";
import { askInSnapshot, type ExportedSnapshot, withExportedSnapshot } from "../postgres/exported-snapshot.ts";
import { hasJournal } from "../postgres/journal-store.ts";
import { libpqEnvironment } from "../postgres/libpq-environment.ts";
import { detectPooler } from "../postgres/pooler.ts";
import type { Session } from "../postgres/session.ts";
import { catalogNameOf, digestBackup, sizeOf, writeBeside } from "../project/backup-folder.ts";
import { streamDump } from "../project/dump-stream.ts";
import { type PgClient, requireClient } from "../project/pg-client.ts";
import { runProcess } from "../project/run-process.ts";
import { type BackupPlace, openPatientSession, readBackups } from "./backup-place.ts";
import { type DumpTarget, type DumpWish, openDumpTarget, receiverOf } from "./backup-target.ts";
import { foreignIdOf, stampOf } from "./backup-words.ts";

/** Where the bytes went. */
interface Written {
  readonly bytes: number;
  readonly sha256: string;
  readonly foreignId: string | null;
}

/** ACCESS SHARE, which stands in nobody's way but that of DDL. */
const lockWaitMs = 10_000;
const dumpDeadlineMs = 7 * 24 * 3_600_000;

/** Dumps, and returns what is to be kept about it; whatever fails leaves nothing behind. @throws AppError as `createBackup` */
export async function dumpBackup(wish: DumpWish, session: Session, place: BackupPlace): Promise<BackupRecord> {
  const { environment, context } = place;
  const { path, detail } = await detectPooler(session);
  if (path === "transaction-pooler")
    throw new AppError({
      code: "POOLER_NEEDS_DIRECT_URL",
      message: `${session.display}: ${detail}`,
      hint: "Set directUrl of the environment to the server itself: a dump and its counts share one moment of it.",
    });
  const major = Math.floor(session.serverVersion / 10_000);
  const client = await requireClient(major, `A backup of ${environment.name}, which runs PostgreSQL ${major},`, context);
  const database = await readBackedUpDatabase(session);
  const isJournaled = await hasJournal(session);
  const target = await openDumpTarget(wish, place);
  try {
    return await withExportedSnapshot(session, async (snapshot) => {
      const startedAt = place.clock();
      const head = await readJournalHead(session, snapshot.ask, isJournaled);
      const { written, tables } = await dumpAndCount({ wish, client, session, snapshot, database, target }, place);
      const id = `${stampOf(startedAt)}-${written.sha256.slice(0, 8)}`;
      const catalogFile = join(target.folder, catalogNameOf(`${environment.name}-${id}`));
      const sha256 = await writeBeside(catalogFile, formatSnapshot(snapshot.catalog, environment.name));
      // last: what has a name here is complete
      const kept = await target.keep(id);
      const { directory } = place.project.config;
      return {
        id,
        kind: "pg_dump",
        database,
        serverVersion: snapshot.catalog.server?.version ?? "",
        clientVersion: client.version,
        file: kept === null ? null : relative(directory, kept),
        format: target.isFolder(database.bytes) ? "directory" : "custom",
        target: target.elsewhere,
        foreignId: written.foreignId,
        bytes: written.bytes,
        sha256: written.sha256,
        startedAt: startedAt.toISOString(),
        endedAt: place.clock().toISOString(),
        fingerprint: fingerprint(snapshot.catalog),
        head,
        catalog: { file: relative(directory, catalogFile), sha256 },
        tables,
        verified: null,
        refuted: null,
      } satisfies BackupRecord;
    });
  } finally {
    await rm(target.draft, { recursive: true, force: true });
  }
}

interface DumpWork {
  readonly wish: DumpWish;
  readonly client: PgClient;
  readonly session: Session;
  readonly snapshot: ExportedSnapshot;
  readonly database: BackedUpDatabase;
  readonly target: DumpTarget;
}

/** Both at once; what fails first ends the other. */
async function dumpAndCount(
  work: DumpWork,
  place: BackupPlace,
): Promise<{ readonly written: Written; readonly tables: Readonly<Record<string, number>> }> {
  const { session, snapshot } = work;
  const { context } = place;
  const stop = new AbortController();
  const signal = context.signal === undefined ? stop.signal : AbortSignal.any([context.signal, stop.signal]);
  const counter = await openPatientSession(session.target, { ...context, signal });
  try {
    const stopping = (error: unknown) => {
      stop.abort(error);
      throw error;
    };
    const [written, tables] = await Promise.allSettled([
      dump(work, place, signal).catch(stopping),
      countDumpedTables((queries) => askInSnapshot(counter, snapshot.id, queries)).catch(stopping),
    ]);
    if (context.signal?.aborted === true) throw context.signal.reason;
    if (written.status === "fulfilled" && tables.status === "fulfilled") return { written: written.value, tables: tables.value };
    // the first of the two, of which the other's end is a consequence
    throw stop.signal.reason;
  } finally {
    await counter.close();
  }
}

async function dump(work: DumpWork, place: BackupPlace, signal: AbortSignal): Promise<Written> {
  const { wish, client, session, snapshot, database, target } = work;
  const { context } = place;
  const args = [`--snapshot=${snapshot.id}`, `--lock-wait-timeout=${lockWaitMs}`, "--no-password"];
  const env = { ...context.env, ...libpqEnvironment(session.target), PGAPPNAME: "lockstep backup" };
  const run = { program: client.program, env, cwd: context.cwd, signal };
  const onBytes = await teller(wish.step, place);
  if (target.isFolder(database.bytes)) return dumpFolder({ ...run, args, onBytes }, wish, target, place);
  const receiver = receiverOf(wish, target, place);
  const { bytes, sha256, failure } = await streamDump({ ...run, args: [...args, "--format=custom"], onBytes }, receiver);
  if (failure !== null) throw failed(failure, place);
  return { bytes, sha256, foreignId: "said" in receiver ? foreignIdOf(receiver.said(), target.idPath) : null };
}

/** pg_dump writes a folder itself, so it is read once more for its checksum. */
async function dumpFolder(
  run: {
    readonly program: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly cwd: string;
    readonly signal: AbortSignal;
    readonly onBytes: (bytes: number) => void;
  },
  { jobs }: DumpWish,
  { draft }: DumpTarget,
  place: BackupPlace,
): Promise<Written> {
  await mkdir(draft, { mode: 0o700 });
  const watching = setInterval(() => void sizeOf(draft).then(run.onBytes, () => undefined), 1_000).unref();
  try {
    const args = [...run.args, "--format=directory", `--jobs=${jobs ?? Math.min(4, availableParallelism())}`, `--file=${draft}`];
    const { env, cwd, signal } = run;
    const result = await runProcess(run.program, args, { env, cwd, signal, deadlineMs: Math.min(dumpDeadlineMs, 2 ** 31 - 1) });
    if (result.kind !== "exited" || result.code !== 0) throw failed("stderr" in result ? result.stderr : result.kind, place);
  } finally {
    clearInterval(watching);
  }
  for (const name of await readdir(draft)) await chmod(join(draft, name), 0o600);
  const digest = await digestBackup(draft);
  return { bytes: digest?.bytes ?? 0, sha256: digest?.sha256 ?? createHash("sha256").digest("hex"), foreignId: null };
}

/** Tells how far it is; the last backup's size is the best guess at this one's. */
async function teller(step: string, place: BackupPlace): Promise<(bytes: number) => void> {
  const { context, clock } = place;
  const expected = (await readBackups(place)).find(({ bytes }) => bytes !== null)?.bytes ?? null;
  const since = clock().getTime();
  return (bytes) => {
    const seconds = Math.max(0.001, (clock().getTime() - since) / 1_000);
    const rate = bytes / seconds;
    const left = expected === null || rate === 0 ? null : Math.max(0, (expected - bytes) / rate);
    const detail = [
      `${megabytes(bytes)}${expected === null ? "" : ` of about ${megabytes(expected)}`}`,
      `${megabytes(rate)}/s`,
      ...(left === null ? [] : [`${Math.ceil(left)} s left`]),
    ].join(", ");
    const fraction = expected === null || expected === 0 ? null : Math.min(0.99, bytes / expected);
    context.progress({ step, state: "progress", detail, ...(fraction === null ? {} : { fraction }) });
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

function failed(said: string, { environment, context }: BackupPlace): AppError {
  const words = said.split("\n").map((line) => line.replace(/^pg_dump: /, "").trim());
  const at = Math.max(
    0,
    words.findIndex((line) => line.startsWith("error:")),
  );
  const told = words
    .slice(at, at + 3)
    .filter((line) => line !== "")
    .join(" ")
    .slice(0, 500);
  return new AppError({
    code: "BACKUP_FAILED",
    message: `The dump of ${environment.name} did not come to its end: ${context.redact?.(told) ?? told}. Nothing of it was kept.`,
    hint: "pg_dump must be able to read every table: a role that owns them, or one with pg_read_all_data and bypassrls.",
  });
}
