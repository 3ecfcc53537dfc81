/** `rehearse`: pending migrations on a scratch copy of an environment's schema, run as the role that will apply them, and watched. */

import { relative, resolve } from "node:path";
import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { Finding } from "../core/finding.ts";
import { type SessionModel, schemaModelOf } from "../core/kinds/schema-model-of.ts";
import { judgeMigration } from "../core/lint/judge-migration.ts";
import type { JudgedMigration } from "../core/lint/judged-migration.ts";
import type { RehearsedMigration } from "../core/lint/rehearsal.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { type ApplyingRole, actAs, readApplyingRole } from "../postgres/applying-role.ts";
import { openSession } from "../postgres/connect.ts";
import { type FabricatedRows, fabricateRows } from "../postgres/fabricate-rows.ts";
import type { Session } from "../postgres/session.ts";
import { readSessionModel } from "../postgres/session-model.ts";
import { saveEvidence } from "../project/evidence.ts";
import { openProject } from "./open-project.ts";
import { pendingFiles } from "./pending-files.ts";
import { withSources } from "./read-sources.ts";
import { rehearseMigration } from "./rehearse-migration.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to rehearse. */
export interface RehearseRequest {
  /** An environment, or any other live source. */
  readonly source: string;
  /** Only these files; none: all that are pending there. */
  readonly files: readonly string[];
  readonly now: Date;
}

/** What came of it. */
export interface RehearseOutcome {
  readonly source: string;
  /** Of the schema that was copied. */
  readonly fingerprint: string;
  /** The role that ran the statements. */
  readonly role: string;
  readonly serverVersion: number;
  readonly migrations: readonly RehearsedMigration[];
  /** Pending migrations that were not run, as one before them failed. */
  readonly notRun: readonly string[];
  readonly rows: FabricatedRows;
  /** What the copy lacks, and why. */
  readonly leftOut: readonly { readonly id: string; readonly why: string }[];
  /** Where the evidence is, relative to the working folder; null where nothing was rehearsed. */
  readonly evidence: string | null;
  readonly findings: readonly Finding[];
}

/** Rehearses. The source is only read. @throws AppError SCRATCH_*, CONNECT_*, FILE_UNREADABLE, USAGE for a source that is not live */
export async function rehearse(request: RehearseRequest, context: WorkflowContext): Promise<RehearseOutcome> {
  const project = await openProject(context);
  await loadParser();
  const folder = resolve(project.config.directory, project.config.migrations.dir);
  const { files, problems } = await pendingFiles({ source: request.source, files: request.files }, project, context.cwd);
  // such a file is refused when it is to be applied, too
  refuseProblems(problems);
  return withSources(
    [request.source],
    project,
    context,
    async ([reading]) => {
      if (reading === undefined) throw new Error("one name gave no reading");
      const { catalog, name, live } = reading;
      const role = live === null ? scratchRole(catalog) : await readApplyingRole(live.session);
      const session: SessionModel =
        live === null
          ? { searchPath: ["public"], timeZone: null, volatileFunctions: null }
          : await readSessionModel(live.session);
      const owner = project.config.environments.find((environment) => environment.name === name)?.owner ?? null;
      const copy = await ScratchCopy.build(catalog, catalog, project, context);
      try {
        const stage = { copy, role, owner, session };
        const { migrations, notRun, rows } = await rehearseAll(files, stage, context);
        const outcome = {
          source: name,
          fingerprint: fingerprint(catalog),
          role: owner ?? role.name,
          serverVersion: copy.database.major,
          migrations,
          notRun,
          rows,
          leftOut: [...copy.leftOut].map(([id, why]) => ({ id, why })),
          findings: reading.findings,
        };
        const { findings: _, ...data } = outcome;
        const path =
          migrations.length === 0
            ? null
            : await saveEvidence(folder, { kind: "rehearsal", at: request.now.toISOString(), environment: name, data });
        return { ...outcome, evidence: path === null ? null : relative(context.cwd, path) };
      } finally {
        await copy.close();
      }
    },
    { dependencies: true },
  );
}

interface Stage {
  readonly copy: ScratchCopy;
  readonly role: ApplyingRole;
  readonly owner: string | null;
  readonly session: SessionModel;
}

async function rehearseAll(files: readonly MigrationFile[], stage: Stage, context: WorkflowContext) {
  const { copy, role, owner, session } = stage;
  const open = () =>
    openSession(copy.database.target, {
      readOnly: false,
      statementTimeoutMs: 600_000,
      lockTimeoutMs: 60_000,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
  const [observer, actor] = await Promise.all([open(), open()]);
  try {
    const rows = await fabricateRows(observer);
    if (copy.database.isOurServer) await actAs(actor, role, owner);
    if (session.timeZone !== null) await actor.run([`set timezone = '${session.timeZone.replaceAll("'", "''")}'`]);
    const migrations: RehearsedMigration[] = [];
    for (const [index, file] of files.entries()) {
      context.progress({ step: "rehearse", state: "start", detail: file.file });
      const predict = (catalog: Catalog) => predicted(file, catalog, stage);
      const rehearsed = await rehearseMigration(file, predict, {
        actor,
        observer,
        read: () => copy.read({ dependencies: true }),
        apart: copy.database.isOurServer ? { actor, observer, open } : null,
      });
      migrations.push(rehearsed);
      if (rehearsed.failedAt !== null) return { migrations, rows, notRun: files.slice(index + 1).map((one) => one.file) };
    }
    return { migrations, rows, notRun: [] };
  } finally {
    await closeAll([observer, actor]);
  }
}

function predicted({ file, text }: MigrationFile, catalog: Catalog, { session }: Stage): JudgedMigration {
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
