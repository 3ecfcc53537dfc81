/**
 * `backup restore`: brings a backup into a database that somebody names. The most dangerous thing that this program does: it looks first
 * at what is there and whose it is, and everything but an empty database of nobody's takes an acknowledgement by name.
 */

import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { BackupRecord } from "../core/release/backup-record.ts";
import { rowDifferences } from "../core/release/backup-rows.ts";
import { countDumpedTables } from "../postgres/backup-facts.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../postgres/connection-url.ts";
import { holdsAnything } from "../postgres/holds-anything.ts";
import { readIdentity } from "../postgres/journal-digest.ts";
import { libpqEnvironment } from "../postgres/libpq-environment.ts";
import { sameDatabase } from "../postgres/same-database.ts";
import type { Session } from "../postgres/session.ts";
import { stateOfBackup } from "../project/backup-folder.ts";
import type { Environment } from "../project/environments.ts";
import { requireClient } from "../project/pg-client.ts";
import { restoreDump } from "../project/pg-restore.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { toSecretReference } from "../project/secrets/to-secret-reference.ts";
import { type BackupPlace, findBackup, openBackupPlace, openPatientSession, readBackups } from "./backup-place.ts";
import { environmentOn } from "./backup-server.ts";
import { ackFlag } from "./consent.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is restored, and where. */
export interface RestoreBackupRequest {
  readonly environment: string;
  /** Id or file. */
  readonly backup: string;
  /** A URL, or `env:NAME`. */
  readonly into: string;
  readonly acknowledged: readonly string[];
  /** `--confirm`: the protected environment's name. */
  readonly confirm: string | null;
  readonly askText: ((question: string) => Promise<string>) | null;
  /** Everything belongs to whoever connects, and no rights are brought along. */
  readonly noOwner: boolean;
  readonly clock: () => Date;
}

/** What was restored. */
export interface RestoreOutcome {
  readonly environment: string;
  readonly record: BackupRecord;
  /** Without its password. */
  readonly into: string;
  readonly tables: number;
  readonly rows: number;
  /** How the rows differ from those that were dumped; empty when all came back. */
  readonly problems: readonly string[];
  /** What no dump brings back, in sentences. */
  readonly notRestored: readonly string[];
  /** The environment whose mark the database carries, where it is another one's. */
  readonly isMarkedAs: string | null;
}

/** Restores. @throws AppError BACKUP_UNKNOWN, BACKUP_CLIENT_MISSING, RESTORE_REFUSED, CONFIRMATION_MISSING, RESTORE_FAILED, CONNECT_* */
export async function restoreBackup(request: RestoreBackupRequest, context: WorkflowContext): Promise<RestoreOutcome> {
  const place = await openBackupPlace(request.environment, context, request.clock);
  const record = findBackup(await readBackups(place), request.backup, place);
  await refuseAlteredFile(record, place);
  const target = await targetOf(request.into, place);
  const step = `restoring ${record.id}`;
  const session = await openPatientSession(target, context);
  try {
    const hasContent = await holdsAnything(session);
    const own = await refuseUnguarded({ request, session, hasContent }, place);
    context.progress({ step, state: "start" });
    await restoreInto(record, { session, hasContent, noOwner: request.noOwner }, place);
    const tables = await countDumpedTables((queries) => session.snapshot(queries));
    // a database that held something may hold more than the backup brought
    const known = Object.fromEntries(
      Object.entries(tables).filter(([name]) => !hasContent || Object.hasOwn(record.tables ?? {}, name)),
    );
    context.progress({ step, state: "done" });
    const mark = (await readIdentity(session))?.environment ?? null;
    return {
      environment: request.environment,
      record,
      into: session.display,
      tables: Object.keys(known).length,
      rows: Object.values(known).reduce((sum, rows) => sum + rows, 0),
      problems: rowDifferences(record.tables ?? {}, known),
      notRestored: notRestored(request.noOwner, hasContent),
      isMarkedAs: mark === own?.name ? null : mark,
    };
  } finally {
    await session.close();
  }
}

async function refuseAlteredFile(record: BackupRecord, { project, environment }: BackupPlace): Promise<void> {
  const state = await stateOfBackup(record, project.config.directory);
  if (state === "same") return;
  const why = { changed: "is not the file that was written", gone: "is gone", elsewhere: "is not in a file here" }[state];
  throw new AppError({
    code: state === "changed" ? "RESTORE_REFUSED" : "BACKUP_UNKNOWN",
    message: `${record.file ?? record.id} ${why}. Nothing was done.`,
    hint: `lockstep backup list ${environment.name}`,
  });
}

async function targetOf(into: string, { project, context }: BackupPlace): Promise<ConnectionTarget> {
  const variable = /^env:(.+)$/.exec(into)?.[1];
  const reference =
    variable === undefined ? toSecretReference(into, "--into", "the command line") : ({ kind: "env", name: variable } as const);
  const { value } = await resolveSecret(reference, project.secrets);
  return parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: "--into" });
}

interface Guarded {
  readonly request: RestoreBackupRequest;
  readonly session: Session;
  readonly hasContent: boolean;
}

/** Returns the environment whose database it is. */
async function refuseUnguarded({ request, session, hasContent }: Guarded, place: BackupPlace): Promise<Environment | null> {
  const { database } = session.target;
  const own = await environmentOf(session, place);
  const reasons: string[] = [];
  if (hasContent) reasons.push("it is not empty: what the backup knows is replaced there, with all its rows");
  if (own !== null) reasons.push(`it is the database of ${own.name}`);
  const neighbour = own === null && place.environment.protected ? await environmentOn(session.target, place) : null;
  if (neighbour !== null && neighbour.name !== place.environment.name)
    reasons.push(
      `${neighbour.name} lives on the same server, and whoever is at home there could read the rows of ${place.environment.name}`,
    );
  const name = `restore:${database}`;
  if (reasons.length > 0 && !request.acknowledged.includes(name))
    throw new AppError({
      code: "RESTORE_REFUSED",
      message: `${session.display}: ${reasons.join("; ")}. Nothing was done.`,
      hint: `If that is meant, the same line with ${ackFlag(name)}`,
    });
  if (own?.protected === true) await confirmProtected(own, request);
  return own;
}

async function confirmProtected(
  { name }: Environment,
  { confirm, askText, environment, backup }: RestoreBackupRequest,
): Promise<void> {
  const said = confirm ?? (askText === null ? null : await askText(`Restore ${backup} over ${name}? Type ${name} to go on`));
  if (said?.trim() === name) return;
  throw new AppError({
    code: "CONFIRMATION_MISSING",
    message: `${name} is protected, and nobody has confirmed that a backup is restored over it. Nothing was done.`,
    hint: `lockstep backup restore ${environment} ${backup} --confirm ${name}`,
  });
}

/** Whose database it is. One that cannot be asked is said to be so. */
async function environmentOf(session: Session, place: BackupPlace): Promise<Environment | null> {
  const { project, context } = place;
  for (const environment of project.config.environments) {
    let other: Session | null = null;
    try {
      const { value } = await resolveSecret(environment.directUrl ?? environment.url, project.secrets);
      other = await openPatientSession(parseConnectionUrl(value, { env: context.env, osUser: context.osUser }), context);
      if (await sameDatabase(session, other, randomBytes(8).readBigUInt64BE() >> 1n)) return environment;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
      const step = `whether it is the database of ${environment.name}`;
      context.progress({ step, state: "warning", detail: `it could not be asked: ${error.message}` });
    } finally {
      await other?.close();
    }
  }
  return null;
}

async function restoreInto(
  record: BackupRecord,
  how: { readonly session: Session; readonly hasContent: boolean; readonly noOwner: boolean },
  { project, environment, context }: BackupPlace,
): Promise<void> {
  const { session, hasContent, noOwner } = how;
  const major = Number.parseInt(record.clientVersion ?? "", 10);
  const client = await requireClient(major, `Restoring a backup of ${environment.name}`, context);
  const said = await restoreDump(client, {
    file: resolve(project.config.directory, record.file ?? ""),
    connection: libpqEnvironment(session.target),
    args: [
      "--exit-on-error",
      "--single-transaction",
      "--no-tablespaces",
      "--no-subscriptions",
      ...(hasContent ? ["--clean", "--if-exists"] : []),
      ...(noOwner ? ["--no-owner", "--no-privileges"] : []),
    ],
    leaveOut: null,
    env: context.env,
    cwd: context.cwd,
    signal: context.signal,
  });
  if (said === null) return;
  const missing = /role "([^"]+)" does not exist/.exec(said)?.[1];
  throw new AppError({
    code: "RESTORE_FAILED",
    message: `${session.display}: ${said}. It ran in one transaction: the database is as it was.`,
    hint:
      missing === undefined
        ? "The message says what is in the way. A dump of a newer server needs a server that is not older."
        : `create role ${missing}, as a dump brings no roles; or --no-owner, and everything belongs to whoever connects`,
  });
}

function notRestored(noOwner: boolean, hasContent: boolean): readonly string[] {
  return [
    "roles and their passwords, settings of the database and of roles, tablespaces",
    "subscriptions: they would begin to fetch rows from elsewhere",
    ...(noOwner ? ["owners and rights: everything belongs to whoever connected"] : []),
    ...(hasContent ? ["nothing was removed that the backup does not know"] : []),
  ];
}
