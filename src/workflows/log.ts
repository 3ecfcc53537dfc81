/** `log`: the journal of an environment, shown, verified and taken away. Reads only. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type ChainVerification, chainVerification } from "../core/journal/chain-verification.ts";
import { parseExport } from "../core/journal/export-format.ts";
import type { JournalEvent } from "../core/journal/journal-event.ts";
import { anchorsOf } from "../core/journal/log-agreement.ts";
import { parseAppliedLog } from "../core/migration/applied-log.ts";
import { systemReason } from "../core/system-reason.ts";
import { readHead, readIdentity } from "../postgres/journal-digest.ts";
import { hasJournal, readEvents } from "../postgres/journal-store.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import { openProject } from "./open-project.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The last events of a journal. */
export interface ShownLog {
  readonly environment: string;
  /** In the journal. */
  readonly total: number;
  /** Newest last. */
  readonly events: readonly JournalEvent[];
}

/** The last `limit` events; null: all. @throws AppError ENVIRONMENT_UNKNOWN, CONNECT_*, JOURNAL_MISSING */
export async function showLog(name: string, limit: number | null, context: WorkflowContext): Promise<ShownLog> {
  const project = await openProject(context);
  const environment = findEnvironment(project.config, name, context.env);
  return withEnvironment(environment, project, context, async (session) => {
    const head = await readHead(session);
    if (head === null) throw noJournal(name);
    const first = limit === null ? 1 : Math.max(1, head - limit + 1);
    const wanted = limit === null ? null : Array.from({ length: head - first + 1 }, (_, i) => first + i);
    const events = await readEvents(session, wanted);
    return { environment: name, total: head, events };
  });
}

/** All events. @throws as `showLog` */
export async function exportLog(name: string, context: WorkflowContext): Promise<readonly JournalEvent[]> {
  return (await showLog(name, null, context)).events;
}

/** Verifies an environment's journal, or an export of one; `against` are applied logs whose hashes it must have. @throws as `showLog`, FILE_UNREADABLE, JOURNAL_UNREADABLE */
export async function verifyLog(
  source: string,
  against: readonly string[],
  context: WorkflowContext,
): Promise<ChainVerification> {
  const named = await Promise.all(
    against.map(async (file) => ({ file, anchors: anchorsOf(parseAppliedLog(await text(file, context)), file) })),
  );
  const isFile = existsSync(resolve(context.cwd, source)) && /[./\\]/.test(source);
  if (isFile) {
    const events = parseExport(await text(source, context), source);
    return chainVerification(source, events, named);
  }
  const project = await openProject(context);
  const environment = findEnvironment(project.config, source, context.env);
  const own = await readEnvironmentLog(environment, project);
  const shown = own === null ? [] : [{ file: relative(context.cwd, resolve(project.config.directory, own.name)), log: own.log }];
  const all = [...shown.map(({ file, log }) => ({ file, anchors: anchorsOf(log, file) })), ...named];
  return withEnvironment(environment, project, context, async (session) => {
    if (!(await hasJournal(session))) {
      // an empty journal is what is left when all of it was taken away
      if (all.some(({ anchors }) => anchors.length > 0)) return chainVerification(source, [], all);
      throw noJournal(source);
    }
    const identity = await readIdentity(session);
    const result = chainVerification(source, await readEvents(session), all);
    if (identity === null || identity.environment === source) return result;
    const message = `the database says that it is ${identity.environment}: this journal is the one that it was copied with`;
    return { ...result, breaks: [...result.breaks, { seq: result.head?.seq ?? 0, what: "edited", message }] };
  });
}

async function text(file: string, { cwd }: WorkflowContext): Promise<string> {
  return readFile(resolve(cwd, file), "utf8").catch((cause: unknown) => {
    const reason = systemReason(cause);
    throw new AppError({ code: "FILE_UNREADABLE", message: `${file} could not be read: ${reason}`, cause });
  });
}

function noJournal(environment: string): AppError {
  return new AppError({
    code: "JOURNAL_MISSING",
    message: `${environment} has no journal: nothing was applied there by Lockstep yet.`,
    hint: `lockstep status ${environment} shows what its applied log says. To begin: lockstep import ${environment}, or lockstep baseline ${environment}`,
  });
}
