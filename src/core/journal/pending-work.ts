/**
 * What there is to do on a database: the files of the folder beside the journal. Files and journal must tell one story before anything
 * runs; where they do not, each disagreement is named with the command that settles it.
 */

import { type KnownVersions, neededMigrations } from "../migration/checkpoint.ts";
import { meaningOf } from "../migration/meaning.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import { isRepeatable } from "../migration/migration-layout.ts";
import type { EventSummary } from "./journal-event.ts";
import type { JournalState, VersionState } from "./journal-state.ts";

/** Where files and journal disagree. */
export interface HistoryProblem {
  readonly kind: "edited" | "deleted" | "late" | "quarantined";
  readonly version: string;
  readonly file: string;
  /** One sentence. */
  readonly message: string;
  /** A command. */
  readonly fix: string;
}

/** A file that is to be applied. */
export interface PendingFile {
  readonly migration: MigrationFile;
  /** How its version stands: new, undone before, failed, or begun. */
  readonly state: Exclude<VersionState, { readonly kind: "applied" }> | null;
}

/** What to do. */
export interface PendingWork {
  /** In running order. */
  readonly pending: readonly PendingFile[];
  readonly applied: readonly {
    readonly migration: MigrationFile;
    readonly state: Extract<VersionState, { readonly kind: "applied" }>;
  }[];
  /** Of the folder, and never to be applied here: a checkpoint holds it, or it is a checkpoint of what stands here. */
  readonly unneeded: readonly MigrationFile[];
  readonly problems: readonly HistoryProblem[];
}

/**
 * Compares. `environment` is for the commands; a migration that failed stays out of a protected one until it changes, or somebody lets it through.
 *
 * @throws AppError MIGRATION_INVALID as `neededMigrations`
 */
export function pendingWork(
  folder: readonly MigrationFile[],
  state: JournalState,
  { environment, isProtected }: { readonly environment: string; readonly isProtected: boolean },
): PendingWork {
  const applied: PendingWork["applied"][number][] = [];
  const pending: PendingFile[] = [];
  const problems: HistoryProblem[] = [];
  const migrations = neededMigrations(folder, knownVersions(state));
  for (const migration of migrations) {
    const known = state.versions.get(migration.version) ?? null;
    if (known?.kind === "applied") {
      applied.push({ migration, state: known });
      if (isEdited(migration, known)) problems.push(edited(migration, environment, isProtected));
    } else pending.push({ migration, state: known });
  }
  const lastApplied = migrations.findLast(({ version }) => state.versions.get(version)?.kind === "applied");
  const end = lastApplied === undefined ? 0 : migrations.indexOf(lastApplied);
  for (const { migration, state: known } of pending) {
    // what was undone comes again at its own place, and so does what somebody left aside
    const hasPlace =
      state.skipped.has(migration.version) ||
      known?.kind === "rolled-back" ||
      known?.kind === "under-way" ||
      (known?.kind === "failed" && known.wasUndone);
    const isLate = migrations.indexOf(migration) < end && !hasPlace;
    if (isLate) problems.push(late(migration, lastApplied?.file ?? "", environment));
    if (isProtected && known?.kind === "failed" && isHeldBack(migration, known))
      problems.push(quarantined(migration, known.by.payload.reason ?? "", environment));
  }
  const inFolder = new Set(folder.map(({ version }) => version));
  for (const [version, known] of state.versions)
    if (known.kind === "applied" && known.how === "applied" && !inFolder.has(version) && !isRepeatable(version))
      problems.push(deleted(version, known, environment));
  const needed = new Set(migrations);
  return { pending, applied, unneeded: folder.filter((migration) => !needed.has(migration)), problems };
}

/** What a journal knows, as checkpoints are chosen by it. */
export function knownVersions({ versions }: JournalState): KnownVersions {
  return {
    stands: (version) => {
      const kind = versions.get(version)?.kind;
      return kind === "applied" || kind === "under-way";
    },
    wasTried: (version) => versions.has(version),
  };
}

/** The repeatable migrations that mean something else than when they were last applied, in the order of their names. */
export function pendingRepeatables(repeatables: readonly MigrationFile[], { versions }: JournalState): readonly PendingFile[] {
  return repeatables.flatMap((migration) => {
    const known = versions.get(migration.version) ?? null;
    if (known?.kind !== "applied") return [{ migration, state: known }];
    return isEdited(migration, known) ? [{ migration, state: null }] : [];
  });
}

function isEdited(migration: MigrationFile, { by }: Extract<VersionState, { readonly kind: "applied" }>): boolean {
  if (by.checksum === null || by.checksum === migration.checksum) return false;
  const { meaning } = by.payload;
  return meaning === undefined || meaning !== meaningOf(migration.text);
}

function edited({ file, version }: MigrationFile, environment: string, isProtected: boolean): HistoryProblem {
  const again = isProtected
    ? ""
    : `, or run it again as it is now: lockstep rollback ${environment} --only ${version}, then lockstep apply ${environment}`;
  return {
    kind: "edited",
    version,
    file,
    message: `${file} was changed after it was applied: its SQL is another one now.`,
    fix: `lockstep amend ${environment} ${file} --reason "why", or undo the edit: lockstep repair ${environment} --restore ${file}${again}`,
  };
}

function late({ file, version }: MigrationFile, last: string, environment: string): HistoryProblem {
  return {
    kind: "late",
    version,
    file,
    message: `${file} is new, but numbered before ${last}, which is applied: elsewhere it would run in another order.`,
    fix: `lockstep repair ${environment} --renumber ${file}`,
  };
}

function isHeldBack(
  { checksum }: MigrationFile,
  { by, letThrough }: Extract<VersionState, { readonly kind: "failed" }>,
): boolean {
  return letThrough === null && by.checksum === checksum && isItsOwn(by);
}

// insufficient_resources, a cancellation or shutdown, rights: to be settled on the server, and the file is as good as before
function isItsOwn({ payload }: EventSummary): boolean {
  return !/^(53|57|42501)/.test(payload.sqlState ?? "");
}

function quarantined({ file, version }: MigrationFile, reason: string, environment: string): HistoryProblem {
  return {
    kind: "quarantined",
    version,
    file,
    message: `${file} failed before and has not changed since${reason === "" ? "" : `: ${reason}`}.`,
    fix: `correct the file, try it: lockstep rehearse ${environment}; or, where the rows were wrong and are mended: lockstep repair ${environment} --again ${file} --reason "what was mended"`,
  };
}

function deleted(
  version: string,
  { by }: Extract<VersionState, { readonly kind: "applied" }>,
  environment: string,
): HistoryProblem {
  const file = by.file ?? version;
  return {
    kind: "deleted",
    version,
    file,
    message: `${file} is applied, and gone from the folder.`,
    fix: `lockstep repair ${environment} --restore ${file}`,
  };
}
