/** `import`: takes over what another tool, or a hand-written log, says was applied. Nothing is run; each file gets its event. */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import type { HistorySource } from "../core/journal/histories/history.ts";
import { takeOver } from "../core/journal/take-over.ts";
import { neededMigrations } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { appendEvents } from "../postgres/append-events.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import { type FoundHistory, findHistories, historyFolder } from "./find-histories.ts";
import { migrating } from "./migrating.ts";
import { snapshotOf, textsOf } from "./taken-over.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to take over. */
export interface ImportRequest {
  readonly environment: string;
  /** Null: the only one there is. */
  readonly from: HistorySource | null;
  readonly waitMs: number;
  readonly tool: string;
}

/** What was taken over. */
export interface ImportOutcome {
  readonly environment: string;
  readonly from: HistorySource;
  /** The table or file. */
  readonly place: string;
  readonly imported: readonly {
    readonly file: string;
    readonly version: string;
    readonly seq: number;
    readonly at: string | null;
  }[];
  /** In the journal before. */
  readonly known: readonly string[];
  /** In the folder, and not applied by that history. */
  readonly pending: readonly string[];
  readonly findings: readonly Finding[];
}

/** Takes over, in one transaction. @throws AppError HISTORY_MISSING, USAGE where several are found; as `migrating` */
export async function importHistory(request: ImportRequest, context: WorkflowContext): Promise<ImportOutcome> {
  const { environment, waitMs, tool } = request;
  return migrating({ environment, waitMs, tool, marksLater: true }, context, async (run) => {
    const { session } = run.target;
    const { migrations } = await loadMigrations(run.folder, { check: false });
    const history = choose(await findHistories(session, await readEnvironmentLog(run.environment, run.project)), request);
    const state = await run.state();
    const entries = history.entries(await historyFolder(run.folder, migrations));
    const { files, known, findings } = takeOver(entries, migrations, state, { title: history.title, environment });
    const snapshot = files.length === 0 ? "" : await snapshotOf(session, environment);
    const events = files.map(({ migration, entry: { at, by, isSame } }, i) =>
      run.event(
        { event: "imported", version: migration.version, file: migration.file, checksum: migration.checksum },
        {
          ...textsOf(migration),
          importedFrom: history.place,
          ...(at === null ? {} : { appliedAt: at }),
          ...(by === null ? {} : { appliedBy: by }),
          ...(isSame === false ? { reason: "its checksum was another one when it was applied" } : {}),
          ...(i === 0 ? { snapshot } : {}),
        },
      ),
    );
    await run.mark();
    const appended = events.length === 0 ? [] : await appendEvents(session, events);
    const done = new Set([...files.map(({ migration }) => migration.version), ...versionsOf(known, migrations)]);
    const stands = (version: string) => done.has(version);
    const needed = neededMigrations(migrations, { stands, wasTried: stands });
    return {
      environment,
      from: history.source,
      place: history.place,
      imported: files.map(({ migration: { file, version }, entry: { at } }, i) => ({
        file,
        version,
        at,
        seq: appended[i]?.seq ?? 0,
      })),
      known,
      pending: needed.filter(({ version }) => !done.has(version)).map(({ file }) => file),
      findings,
    };
  });
}

function versionsOf(files: readonly string[], migrations: readonly MigrationFile[]): readonly string[] {
  const named = new Set(files);
  return migrations.filter(({ file }) => named.has(file)).map(({ version }) => version);
}

function choose(found: readonly FoundHistory[], { from, environment }: ImportRequest): FoundHistory {
  const wanted = from === null ? found : found.filter(({ source }) => source === from);
  const [only, ...others] = wanted;
  const listed = found.map(({ source, place, count }) => `${source} (${place}, ${count})`).join(", ");
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined)
    throw new AppError({
      code: "HISTORY_MISSING",
      message: `${environment} has no history${from === null ? "" : ` of ${from}`} to take over${found.length === 0 ? "." : `; there is: ${listed}.`}`,
      hint: `If it has all that the folder's files make: lockstep baseline ${environment}`,
    });
  const sources = [...new Set(wanted.map(({ source }) => source))];
  throw new AppError({
    code: "USAGE",
    message:
      sources.length === 1
        ? `${environment} has several tables of ${sources[0]}: ${listed}. Which of them is true only you know: drop or rename the others.`
        : `${environment} has several histories: ${listed}.`,
    hint: `Say which: lockstep import ${environment} --from ${sources[0]}`,
  });
}
