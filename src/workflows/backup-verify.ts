/**
 * `backup verify`: restores a backup where nobody else is, and compares the catalog and every table's rows with what was written down
 * when it was taken. A backup that nobody has restored is a hope.
 */

import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { majorOf } from "../core/catalog/catalog.ts";
import { nameOf } from "../core/catalog/object-id.ts";
import { parseSnapshot } from "../core/catalog/snapshot.ts";
import { backupDifferences } from "../core/release/backup-differences.ts";
import type { BackupRecord } from "../core/release/backup-record.ts";
import { rowDifferences } from "../core/release/backup-rows.ts";
import { quoteIdentifier, unquoteIdentifier } from "../core/sql/quote.ts";
import { countDumpedTables } from "../postgres/backup-facts.ts";
import { inspect } from "../postgres/inspect.ts";
import { libpqEnvironment } from "../postgres/libpq-environment.ts";
import { openRestorePlace, type RestorePlace } from "../postgres/restore-place.ts";
import { digestText, stateOfBackup } from "../project/backup-folder.ts";
import { requireClient } from "../project/pg-client.ts";
import { computedRows, restoreDump } from "../project/pg-restore.ts";
import { type BackupPlace, findBackup, openBackupPlace, openPatientSession, readBackups, saveBackup } from "./backup-place.ts";
import { namedServer } from "./backup-server.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which one. */
export interface VerifyBackupRequest {
  readonly environment: string;
  /** Its id or file; null: the newest that is in a file. */
  readonly backup: string | null;
  readonly clock: () => Date;
}

/** What came of it. */
export interface BackupVerification {
  readonly environment: string;
  /** With `verified`, or with `refuted`. */
  readonly record: BackupRecord;
  /** What is wrong with it; empty when everything came back. */
  readonly problems: readonly string[];
  /** Where it was restored; null when it was not tried. */
  readonly server: string | null;
}

/** Verifies, and keeps the outcome as evidence. @throws AppError BACKUP_UNKNOWN, BACKUP_CLIENT_MISSING, RESTORE_REFUSED, SCRATCH_*, and as `openBackupPlace` */
export async function verifyBackup(request: VerifyBackupRequest, context: WorkflowContext): Promise<BackupVerification> {
  return verifyBackupAt(request.backup, await openBackupPlace(request.environment, context, request.clock));
}

/** The same where the project is open already. @throws as `verifyBackup` */
export async function verifyBackupAt(wanted: string | null, place: BackupPlace): Promise<BackupVerification> {
  const record = findBackup(await readBackups(place), wanted, place);
  const environment = place.environment.name;
  const step = `restoring ${record.id} of ${environment}`;
  place.context.progress({ step, state: "start" });
  const since = place.clock();
  const unfit = await fileProblems(record, place);
  const looked = unfit.length > 0 ? { problems: unfit, server: null, tables: 0, rows: 0 } : await restoreAndLook(record, place);
  const at = place.clock();
  const { problems, server, tables, rows } = looked;
  const updated: BackupRecord =
    problems.length === 0
      ? {
          ...record,
          verified: { at: at.toISOString(), server: server ?? "", tables, rows, ms: at.getTime() - since.getTime() },
          refuted: null,
        }
      : { ...record, refuted: { at: at.toISOString(), why: problems.slice(0, 5).join("; ").slice(0, 1_000) } };
  await saveBackup(place, updated);
  place.context.progress({ step, state: "done" });
  return { environment, record: updated, problems, server };
}

/** What can be told before anything is restored. */
async function fileProblems(record: BackupRecord, { project }: BackupPlace): Promise<readonly string[]> {
  const { directory } = project.config;
  switch (await stateOfBackup(record, directory)) {
    case "gone":
      return [`the file ${record.file} is gone`];
    case "changed":
      return [`the file ${record.file} is not the one that was written: its size or checksum is another`];
    case "elsewhere":
      throw new AppError({
        code: "BACKUP_UNKNOWN",
        message: `${record.id} went to ${record.target}: there is no file to restore.`,
        hint: "Bring the dump back, and restore it with pg_restore; or take a backup into a folder: lockstep backup create ENV --to DIR",
      });
    case "same":
      return [];
  }
}

interface Look {
  readonly problems: readonly string[];
  readonly server: string;
  readonly tables: number;
  readonly rows: number;
}

async function restoreAndLook(record: BackupRecord, place: BackupPlace): Promise<Look> {
  const { context, project, environment } = place;
  const dumped = await catalogOf(record, project.config.directory);
  if (typeof dumped === "string") return { problems: [dumped], server: "", tables: 0, rows: 0 };
  const clientMajor = Number.parseInt(record.clientVersion ?? "", 10);
  const serverMajor = majorOf(dumped) ?? clientMajor;
  const client = await requireClient(Math.max(clientMajor, serverMajor), `Restoring a backup of ${environment.name}`, context);
  const named = await namedServer(place);
  const server = await openRestorePlace({
    // what a newer pg_restore says, an older server may not understand
    major: Math.max(serverMajor, client.major),
    named,
    env: context.env,
    encoding: dumped.server?.encoding ?? "UTF8",
    bytes: record.database.bytes,
    owner: dumped.server?.owner ?? "postgres",
    roles: rolesOf(dumped),
    signal: context.signal,
  });
  try {
    const said = await restoreDump(client, {
      file: resolve(project.config.directory, record.file ?? ""),
      connection: libpqEnvironment(server.target),
      args: [
        "--exit-on-error",
        "--no-tablespaces",
        "--no-subscriptions",
        // they need a provider that is loaded into the server
        "--no-security-labels",
        ...(server.isOurs ? [] : ["--no-owner", "--no-privileges"]),
        ...(record.format === "directory" ? ["--jobs=2"] : []),
      ],
      // they may ask another server for their rows
      leaveOut: computedRows,
      env: context.env,
      cwd: context.cwd,
      signal: context.signal,
    });
    if (said !== null) return { problems: [refusal(said, server)], server: server.server, tables: 0, rows: 0 };
    return await look(record, dumped, server, context);
  } finally {
    await server.close();
  }
}

async function look(record: BackupRecord, dumped: Catalog, server: RestorePlace, context: WorkflowContext): Promise<Look> {
  const session = await openPatientSession(server.target, context);
  try {
    const { catalog } = await inspect(session);
    const tables = await countDumpedTables((queries) => session.snapshot(queries));
    const differences = await backupDifferences(dumped, catalog, { withRoles: server.isOurs });
    return {
      problems: [...differences, ...rowDifferences(record.tables ?? {}, tables)],
      server: server.server,
      tables: Object.keys(tables).length,
      rows: Object.values(tables).reduce((sum, rows) => sum + rows, 0),
    };
  } finally {
    await session.close();
  }
}

/** The catalog that was dumped, or what is wrong with the file that holds it. */
async function catalogOf({ catalog }: BackupRecord, directory: string): Promise<Catalog | string> {
  if (catalog === null) return "no snapshot of its catalog was kept";
  const text = await readFile(resolve(directory, catalog.file), "utf8").catch(() => null);
  if (text === null) return `the snapshot of its catalog, ${catalog.file}, is gone`;
  if (digestText(text) !== catalog.sha256) return `the snapshot of its catalog, ${catalog.file}, has changed`;
  return parseSnapshot(text, basename(catalog.file));
}

/** Unquoted names of the roles that the database refers to. */
function rolesOf({ objects }: Catalog): readonly string[] {
  return [...objects.values()].flatMap(({ kind, id }) => (kind === "role" ? [unquoteIdentifier(nameOf(id))] : []));
}

/** What the backup is to blame for is a problem of its own; what this machine lacks is thrown. */
function refusal(said: string, { server, isOurs }: RestorePlace): string {
  const role = isOurs ? undefined : /role "([^"]+)" does not exist/.exec(said)?.[1];
  const isOfMachine = /extension .* is not available|extension control file|No space left on device|could not access file/.test(
    said,
  );
  if (!isOfMachine && role === undefined) return `pg_restore: ${said}`;
  throw new AppError({
    code: "SCRATCH_UNAVAILABLE",
    message: `The backup could not be tried on ${server}: ${said}`,
    hint:
      role === undefined
        ? "Name a server that has what it takes, for production's data alone: scratch: { production: env(…) }"
        : `create role ${quoteIdentifier(role)} nologin, on that server`,
  });
}
