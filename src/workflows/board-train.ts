/** Which pending migrations ride with the next train to an environment, as its own journal and the cadence's batch say. */

import { existsSync } from "node:fs";
import type { EventSummary } from "../core/journal/journal-event.ts";
import { type JournalState, journalState } from "../core/journal/journal-state.ts";
import { pendingRepeatables, pendingWork } from "../core/journal/pending-work.ts";
import { judgeMigration } from "../core/lint/judge-migration.ts";
import type { JudgedMigration } from "../core/lint/judged-migration.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import { board } from "../core/release/boarding.ts";
import { touchedTables } from "../core/release/touched-tables.ts";
import type { RiskLevel } from "../core/risk/risk-level.ts";
import { modelOfText } from "../core/risk/schema-model.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import type { Project } from "./open-project.ts";

/** A migration on board. */
export interface RidingMigration {
  readonly file: string;
  readonly version: string;
  readonly checksum: string;
  /** As its text alone tells; the rehearsal knows more. */
  readonly risk: RiskLevel;
}

/** The train as it would leave now. */
export interface BoardedTrain {
  /** In running order. */
  readonly riding: readonly RidingMigration[];
  readonly staying: readonly { readonly file: string; readonly why: string }[];
  /** Those that ride, whole. */
  readonly migrations: readonly MigrationFile[];
  readonly tables: readonly string[];
  readonly events: readonly EventSummary[];
  readonly state: JournalState;
}

/** Where it is to leave from. */
export interface TrainPlace {
  readonly project: Project;
  readonly folder: string;
  readonly events: readonly EventSummary[];
  /** Versions that the train of this window has applied already: they have their seats. */
  readonly aboard: ReadonlySet<string>;
}

/** Looks. @throws AppError JOURNAL_UNREADABLE, FILE_UNREADABLE, CONNECT_LOST */
export async function boardTrain(
  environment: Environment,
  { project, folder, events, aboard }: TrainPlace,
  session: Session,
): Promise<BoardedTrain> {
  const state = journalState(events);
  if (!existsSync(folder)) return { riding: [], staying: [], migrations: [], tables: [], events, state };
  const { migrations, repeatables } = await loadMigrations(folder, { check: false });
  const { name, protected: isProtected } = environment;
  const { pending, problems, applied } = pendingWork(migrations, state, { environment: name, isProtected });
  await loadParser();
  const model = modelOfText(Math.floor(session.serverVersion / 10_000));
  const judged = new Map(
    pending.map(({ migration: { file, text } }) => [file, judgeMigration({ file, text, down: null }, model)] as const),
  );
  const reasons = new Map(
    problems.flatMap(({ kind, file, message }) =>
      kind === "quarantined" || kind === "late" ? [[file, message.replace(/\.$/, "")] as const] : [],
    ),
  );
  const { batch } = project.config.cadence ?? { batch: { tables: null, migrations: null } };
  const passenger = (migration: MigrationFile, heldBack: string | null) => ({
    file: migration.file,
    tables: touchedTables(migration.text),
    phase: scriptOf(migration).phase,
    heldBack,
  });
  const passengers = [
    ...applied.flatMap(({ migration }) => (aboard.has(migration.version) ? [passenger(migration, null)] : [])),
    ...pending.map(({ migration, state: known }) =>
      // what was begun comes to its end
      passenger(migration, known?.kind === "under-way" ? null : (reasons.get(migration.file) ?? null)),
    ),
  ];
  const { riding, staying, tables } = board(passengers, {
    tables: batch.tables ?? Number.POSITIVE_INFINITY,
    migrations: batch.migrations,
  });
  const chosen = pending.filter(({ migration }) => riding.includes(migration.file)).map(({ migration }) => migration);
  const repeated = pendingRepeatables(repeatables, state).map(({ migration }) => migration);
  // a view may need what stays behind
  const last = staying.length === 0 ? repeated : [];
  return {
    riding: [...chosen, ...last].map((one) => riderOf(one, judged.get(one.file))),
    migrations: [...chosen, ...last],
    staying: [...staying, ...repeated.slice(last.length).map(({ file }) => ({ file, why: "it comes after those that stay" }))],
    tables,
    events,
    state,
  };
}

function riderOf({ file, version, checksum }: MigrationFile, judged: JudgedMigration | undefined): RidingMigration {
  return { file, version, checksum, risk: judged?.rating.level ?? "low" };
}
