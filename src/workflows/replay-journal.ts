/**
 * The schema that a journal says a database must have: what was there when it was taken over, and then each migration that stands, with the
 * hooks around it. A hook is written for one moment of one database: where it does not run again it is left out, and what it had changed shows.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { parseSnapshot } from "../core/catalog/snapshot.ts";
import type { JournalEvent } from "../core/journal/journal-event.ts";
import { type MigrationScript, readMigration } from "../core/migration/read-migration.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { expectedCatalog } from "../core/parity/expected-catalog.ts";
import { readApplyingRole } from "../postgres/applying-role.ts";
import type { ReplayScript } from "../postgres/scratch/replay.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import type { Project } from "./open-project.ts";
import { comparable } from "./predict.ts";
import { runOnCopy } from "./run-on-copy.ts";
import { withScratchActor } from "./scratch-actor.ts";
import type { SourceReading } from "./source-reading.ts";
import { fileLimits, toolTables } from "./sources/file-limits.ts";
import { replaySource } from "./sources/replay-source.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to replay. */
export interface JournalReplay {
  readonly environment: Environment;
  /** A session to the database itself. */
  readonly live: Session;
  /** Its schema now; tells the major and the owner. */
  readonly catalog: Catalog;
  /** The event with the snapshot of what was taken over; null: the database began empty. */
  readonly snapshot: JournalEvent | null;
  /** The migrations and hooks that came after, in order, with their texts. */
  readonly ran: readonly JournalEvent[];
}

/** Replays; the caller closes the reading. @throws AppError SQL_ERROR, SCRATCH_*, SNAPSHOT_INVALID */
export async function replayJournal(replay: JournalReplay, project: Project, context: WorkflowContext): Promise<SourceReading> {
  const { environment, catalog, snapshot, ran } = replay;
  const name = `the journal of ${environment.name}`;
  const scripts = ran.map(({ seq, event, file, version, payload }) => {
    const text = payload.sql ?? "";
    const read = readMigration(file ?? "", text);
    const mayFail = event === "hook";
    const transaction = mayFail ? "one" : read.transaction;
    return { file: `#${seq} ${file ?? version ?? ""}`, statements: read.statements, transaction, text, mayFail };
  });
  if (snapshot !== null) return fromSnapshot(replay, { name, scripts, text: snapshot.payload.snapshot ?? "" }, project, context);
  const limits: typeof fileLimits = (tells) => ({ ...fileLimits(tells), cannotExpressObjects: toolTables });
  const { server } = catalog;
  return replaySource(
    { name, scripts, limits, findings: [] },
    {
      workflow: context,
      project,
      wantedMajor: server === null ? null : Math.floor(server.versionNumber / 10_000),
      owner: server?.owner ?? null,
      dependencies: false,
    },
  );
}

interface SnapshotReplay {
  readonly name: string;
  readonly scripts: readonly (ReplayScript & Pick<MigrationScript, "statements">)[];
  readonly text: string;
}

async function fromSnapshot(
  { live, environment }: JournalReplay,
  { name, scripts, text }: SnapshotReplay,
  project: Project,
  context: WorkflowContext,
): Promise<SourceReading> {
  const start = parseSnapshot(text, name);
  const reading = { name, connection: null, live: null, findings: [], close: async () => {} };
  if (scripts.length === 0) return { ...reading, catalog: start };
  const as = { role: await readApplyingRole(live), owner: environment.owner };
  return withScratchActor(start, as, { project, context }, async (copy, actor) => {
    const before = await copy.read();
    for (const { file, statements, transaction, mayFail } of scripts) {
      const { failedAt } = await runOnCopy(statements, transaction, actor);
      if (failedAt === null) continue;
      if (mayFail) await actor.run(["rollback"]);
      else
        throw new AppError({
          code: "SQL_ERROR",
          message: `${name} cannot be replayed: ${file}:${failedAt.line}: ${failedAt.message}`,
          hint: `lockstep log show ${environment.name}`,
        });
    }
    const { changes } = await compareCatalogs(before, await copy.read());
    return { ...reading, catalog: expectedCatalog(start, comparable(changes, copy)) };
  });
}
