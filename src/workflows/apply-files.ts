/**
 * The files of a run, one after the other as far as the database can tell: small ones that nobody has to look at travel together in one
 * message, as many as are done in a moment; all others go by themselves.
 */

import type { NewEvent } from "../core/journal/journal-event.ts";
import type { PendingFile } from "../core/journal/pending-work.ts";
import { checkpointOf } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import { mayDeallocate } from "../postgres/compose-transaction.ts";
import { type AppendedEvent, readSummaries } from "../postgres/journal-store.ts";
import { composeTogether, runTogether, type TogetherMessage } from "../postgres/run-together.ts";
import { makeSafe } from "../postgres/run-transaction.ts";
import { type ApplyMeans, appliedEvent, applyMigration, type Batch, interrupted, type MadeAttempt } from "./apply-migration.ts";
import { transactionLimits } from "./transaction-limits.ts";

/** A file that is applied. */
export interface AppliedFile {
  readonly migration: MigrationFile;
  readonly event: AppendedEvent;
  readonly durationMs: number;
}

/** How long a message may take: whoever presses Ctrl-C waits for it. */
const aimMs = 100;
const mostFiles = 32;
const mostCharacters = 64_000;

/** Applies them, and tells of each as soon as it is. @throws as `applyMigration` and `applyApart` */
export async function* applyFiles(
  chosen: readonly PendingFile[],
  batch: Batch,
  means: ApplyMeans,
): AsyncGenerator<AppliedFile, void, undefined> {
  const { migrating, context } = means;
  let most = 1;
  let group: Group | null = null;
  for (let at = 0; at < chosen.length; ) {
    const { files, message } = group ?? groupFrom(chosen, at, most, { batch, means });
    const [first] = files;
    if (first === undefined) return;
    if (context.signal?.aborted === true) throw interrupted(first.migration.file, migrating.environment.name);
    for (const { migration } of files) context.progress({ step: `apply ${migration.file}`, state: "start" });
    const started = performance.now();
    group = null;
    if (message === null) {
      yield await applyAlone(first, batch, means);
      at++;
    } else {
      const sent = applyTogether(files, message, means);
      // while the server works
      group = groupFrom(chosen, at + files.length, most, { batch, means });
      const { applied, made } = await sent;
      yield* applied;
      at += applied.length;
      const next = files[applied.length];
      if (next !== undefined) {
        // what stood in the way of one may stand in the way of the next
        most = 1;
        group = null;
        if (made === null) continue;
        yield await applyAlone(next, batch, means, made);
        at++;
        continue;
      }
    }
    const each = (performance.now() - started) / files.length;
    most = Math.max(1, Math.min(most * 2, mostFiles, Math.floor(aimMs / each)));
  }
}

/** Files that go together; without a message it is one, which goes by itself. */
interface Group {
  readonly files: readonly PendingFile[];
  readonly message: { readonly text: TogetherMessage; readonly events: readonly NewEvent[] } | null;
}

function groupFrom(
  chosen: readonly PendingFile[],
  at: number,
  most: number,
  { batch, means: { migrating, context } }: { readonly batch: Batch; readonly means: ApplyMeans },
): Group {
  const files = filesFrom(chosen, at, most, batch);
  if (files.length < 2) return { files, message: null };
  const limits = transactionLimits(batch.patience, migrating, context);
  const events = files.map(({ migration }) => appliedEvent(migration, batch, migrating));
  const transactions = files.flatMap(({ migration }, i) => {
    const event = events[i];
    return event === undefined ? [] : [{ statements: scriptOf(migration).statements, event, limits }];
  });
  return { files, message: { text: composeTogether(migrating.target.session, transactions), events } };
}

/** The next one, and those behind it that may travel with it. */
function filesFrom(chosen: readonly PendingFile[], at: number, most: number, batch: Batch): readonly PendingFile[] {
  const files: PendingFile[] = [];
  let characters = 0;
  for (const one of chosen.slice(at, at + most)) {
    characters += one.migration.text.length;
    if (characters > mostCharacters || !mayTravel(one, batch)) break;
    files.push(one);
  }
  return files.length === 0 ? chosen.slice(at, at + 1) : files;
}

function mayTravel({ migration, state }: PendingFile, { check }: Batch): boolean {
  const { transaction, statements } = scriptOf(migration);
  const isPlain = transaction === "one" && state?.kind !== "under-way" && checkpointOf(migration) === null;
  return check === null && isPlain && !mayDeallocate(statements);
}

async function applyAlone(
  { migration, state }: PendingFile,
  batch: Batch,
  means: ApplyMeans,
  made: MadeAttempt | null = null,
): Promise<AppliedFile> {
  const script = scriptOf(migration);
  const started = performance.now();
  const isApart = script.transaction === "none" || state?.kind === "under-way";
  const event = isApart
    ? await (await import("./apply-apart.ts")).applyApart(migration, script, batch, means) // knows what each statement does
    : await applyMigration(migration, script, batch, means, made);
  return { migration, event, durationMs: Math.round(performance.now() - started) };
}

/** The first of them, as far as they went; `made` is what became of the one after them, null where it has not begun. */
async function applyTogether(
  files: readonly PendingFile[],
  { text, events }: NonNullable<Group["message"]>,
  { migrating }: ApplyMeans,
): Promise<{ readonly applied: readonly AppliedFile[]; readonly made: MadeAttempt | null }> {
  const { target } = migrating;
  const { committed, stopped } = await runTogether(target.session, target.observer, text);
  if (stopped?.kind === "unknown") return { applied: await afterLoss(files, events, migrating), made: null };
  const applied = committed.flatMap(({ event, ranMs }, i) => {
    const migration = files[i]?.migration;
    return migration === undefined ? [] : [{ migration, event, durationMs: Math.round(ranMs) }];
  });
  const event = events[applied.length];
  return { applied, made: stopped === null || event === undefined ? null : { event, outcome: stopped } };
}

/** How far a message came whose answer was lost. */
async function afterLoss(
  files: readonly PendingFile[],
  events: readonly NewEvent[],
  { target }: ApplyMeans["migrating"],
): Promise<readonly AppliedFile[]> {
  await target.reconnect();
  await makeSafe(target.session);
  const known = new Map((await readSummaries(target.session)).map((event) => [event.attempt, event]));
  return files.flatMap(({ migration }, i) => {
    const event = known.get(events[i]?.attempt ?? "");
    return event === undefined ? [] : [{ migration, event: { seq: event.seq, hash: event.hash }, durationMs: 0 }];
  });
}
