/** Files, rehearsed one after the other on a scratch copy of a schema, as the role that will apply them. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import { type AlikeRows, alikeRows } from "../core/expand/alike-rows.ts";
import { type SessionModel, schemaModelOf } from "../core/kinds/schema-model-of.ts";
import { judgeMigration } from "../core/lint/judge-migration.ts";
import type { JudgedMigration } from "../core/lint/judged-migration.ts";
import type { RehearsedMigration } from "../core/lint/rehearsal.ts";
import type { RehearsedHook } from "../core/lint/rehearsed-hook.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { type ApplyingRole, readApplyingRole } from "../postgres/applying-role.ts";
import { type FabricatedRows, fabricateRows } from "../postgres/fabricate-rows.ts";
import type { Session } from "../postgres/session.ts";
import { readSessionModel } from "../postgres/session-model.ts";
import { listChanges, readChange } from "../project/change-files.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import type { Project } from "./open-project.ts";
import { type HookStage, rehearseHook, type SeenHook } from "./rehearse-hook.ts";
import { rehearseMigration, type SeenEffect } from "./rehearse-migration.ts";
import { actOnCopy, openOnCopy } from "./scratch-actor.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is copied. */
export interface RehearsalSubject {
  /** As reports call it. */
  readonly source: string;
  /** Read with its dependencies. */
  readonly catalog: Catalog;
  /** The database behind it; null for a stored source. */
  readonly live: Session | null;
  /** The role that migrations run as. */
  readonly owner: string | null;
}

/** What came of it. */
export interface RehearsedFiles {
  readonly source: string;
  /** Of the schema that was copied. */
  readonly fingerprint: string;
  /** The role that ran the statements. */
  readonly role: string;
  readonly serverVersion: number;
  readonly migrations: readonly RehearsedMigration[];
  /** Migrations that were not run, as one before them failed. */
  readonly notRun: readonly string[];
  /** Those of the folder that ran around them; the last one only where all files did. */
  readonly hooks: readonly RehearsedHook[];
  readonly rows: FabricatedRows;
  /** What the copy lacks, and why. */
  readonly leftOut: readonly { readonly id: string; readonly why: string }[];
}

/** Told of each file and each hook what it did, and how it was judged before. */
export interface Witness {
  readonly file: (seen: {
    readonly file: MigrationFile;
    readonly effect: SeenEffect;
    readonly judged: JudgedMigration;
    readonly copy: ScratchCopy;
    readonly actor: Session;
  }) => Promise<void>;
  readonly hook: (seen: {
    readonly hook: SeenHook;
    readonly judged: JudgedMigration;
    readonly copy: ScratchCopy;
  }) => Promise<void>;
}

/** Rehearses. The subject is only read. @throws AppError SCRATCH_*, CONNECT_*, INTERRUPTED */
export async function rehearseFiles(
  files: readonly MigrationFile[],
  { source, catalog, live, owner }: RehearsalSubject,
  project: Project,
  context: WorkflowContext,
  witness?: Witness,
): Promise<RehearsedFiles> {
  await loadParser();
  const role = live === null ? scratchRole(catalog) : await readApplyingRole(live);
  const session: SessionModel =
    live === null ? { searchPath: ["public"], timeZone: null, volatileFunctions: null } : await readSessionModel(live);
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    const settle = await alikeRowsOf(project, catalog);
    const folder = migrationsPath(project.config);
    const stage = { folder, copy, role, owner, session, witness, settle };
    const { migrations, notRun, rows, hooks } = await rehearseAll(files, stage, context);
    return {
      source,
      fingerprint: fingerprint(catalog),
      role: owner ?? role.name,
      serverVersion: copy.database.major,
      migrations,
      notRun,
      hooks,
      rows,
      leftOut: [...copy.leftOut].map(([id, why]) => ({ id, why })),
    };
  } finally {
    await copy.close();
    context.progress({ step: "rehearse", state: "done" });
  }
}

interface Stage {
  readonly folder: string;
  readonly copy: ScratchCopy;
  readonly role: ApplyingRole;
  readonly owner: string | null;
  readonly session: SessionModel;
  readonly witness: Witness | undefined;
  readonly settle: readonly AlikeRows[];
}

async function rehearseAll(files: readonly MigrationFile[], stage: Stage, context: WorkflowContext) {
  const { folder, copy, role, owner, session, witness, settle } = stage;
  const open = () => openOnCopy(copy, context.signal);
  const [observer, actor] = await Promise.all([open(), open()]);
  try {
    const rows = await fabricateRows(observer, settle);
    await actOnCopy(actor, copy, { role, owner });
    if (session.timeZone !== null) await actor.run([`set timezone = '${session.timeZone.replaceAll("'", "''")}'`]);
    const migrations: RehearsedMigration[] = [];
    const read = () => copy.read({ dependencies: true });
    const saw = async (hook: SeenHook) => witness?.hook({ hook, judged: predicted(hook, hook.before, stage), copy });
    const around: HookStage = { folder, actor, read, saw: witness === undefined ? null : saw };
    const before = files.length === 0 ? [] : await rehearseHook("before", around);
    for (const [index, file] of files.entries()) {
      context.progress({ step: "rehearse", state: "start", detail: file.file });
      let judged: JudgedMigration | null = null;
      const predict = (catalog: Catalog) => {
        judged = predicted(file, catalog, stage);
        return judged;
      };
      const rehearsed = await rehearseMigration(file, predict, {
        actor,
        observer,
        read,
        apart: copy.database.isOurServer ? { actor, observer, open } : null,
        saw: async (effect) => {
          if (judged !== null) await witness?.file({ file, effect, judged, copy, actor });
        },
      });
      migrations.push(rehearsed);
      if (rehearsed.failedAt !== null) {
        const notRun = files.slice(index + 1).map((one) => one.file);
        return { migrations, rows, notRun, hooks: before };
      }
    }
    const after = files.length === 0 ? [] : await rehearseHook("after", around);
    return { migrations, rows, notRun: [], hooks: [...before, ...after] };
  } finally {
    await closeAll([observer, actor]);
  }
}

// What a change in steps keeps alike in real rows is to be alike in made-up ones.
async function alikeRowsOf({ config }: Project, catalog: Catalog): Promise<readonly AlikeRows[]> {
  const names = await listChanges(config);
  const changes = await Promise.all(names.map((name) => readChange(config, name)));
  return changes.flatMap((recorded) => alikeRows(recorded, catalog));
}

function predicted({ file, text }: Pick<MigrationFile, "file" | "text">, catalog: Catalog, { session }: Stage): JudgedMigration {
  return judgeMigration({ file, text, down: null }, schemaModelOf(catalog, session));
}

// Of a stored source only the owner is known.
function scratchRole({ server }: Catalog): ApplyingRole {
  const name = server?.owner ?? "postgres";
  return { name, isSuperuser: true, createDatabase: true, createRole: true, bypassRowSecurity: true, memberOf: [] };
}

async function closeAll(sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.close()));
}
