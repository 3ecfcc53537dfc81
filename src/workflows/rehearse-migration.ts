/**
 * One migration on a scratch copy: applied, undone, applied, applied once more, and looked at after each. What happens on the copy is
 * what a checklist needs to know: does it run, does its rollback lead back, does running it twice change nothing.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { JudgedMigration } from "../core/lint/judged-migration.ts";
import type { RehearsalVerdict, RehearsedMigration } from "../core/lint/rehearsal.ts";
import { effectsTogether, predictionErrors } from "../core/lint/rehearsal.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { type MigrationScript, type MigrationStatement, readMigration } from "../core/migration/read-migration.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { type Observation, observedSince, relationStates } from "../postgres/observe-statements.ts";
import { rowDigests } from "../postgres/row-digests.ts";
import type { Session } from "../postgres/session.ts";

/** The copy, as one migration after the other finds it. */
export interface RehearsalStage {
  /** Acts as the role that will apply; statements run here. */
  readonly actor: Session;
  /** Reads everything, whatever the actor may see. */
  readonly observer: Session;
  readonly read: () => Promise<Catalog>;
}

/** The copy at one moment. */
interface Picture {
  readonly catalog: Catalog;
  readonly rows: ReadonlyMap<string, string>;
}

interface Run {
  /** Relations that were there before, by qualified name. */
  readonly existing: ReadonlySet<string>;
  readonly observation: Observation;
  readonly failedAt: { readonly line: number; readonly message: string } | null;
}

/** Rehearses; afterwards the copy is as the migration leaves it. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function rehearseMigration(
  migration: MigrationFile,
  predict: (catalog: Catalog) => JudgedMigration,
  stage: RehearsalStage,
): Promise<RehearsedMigration> {
  const script = readMigration(migration.file, migration.text, downOf(migration));
  const start = await picture(stage);
  const first = await runScript(script.statements, script.transaction, stage.actor);
  const predicted = effectsTogether(predict(start.catalog), (relation) => first.existing.has(relation));
  const { locks, costs, words } = first.observation;
  const base = {
    file: migration.file,
    checksum: migration.checksum,
    kind: script.kind,
    locks,
    costs,
    failedAt: first.failedAt,
    skipped: words.filter((word) => /(already exists|does not exist), skipping$/.test(word)),
  };
  if (first.failedAt !== null) {
    const why = `line ${first.failedAt.line}: ${first.failedAt.message}`;
    const not: RehearsalVerdict = { verdict: "unproven", why: "it does not run" };
    return { ...base, applies: { verdict: "refuted", why }, idempotent: not, rollback: not, predictionErrors: [] };
  }
  const after = await picture(stage);
  const rollback = await goBack(script, { start, after }, stage);
  // last, because what a second run changes stays
  const idempotent = await runAgain(script, after, stage);
  return {
    ...base,
    applies: { verdict: "proven", why: "it ran to its end" },
    idempotent: honest(script, idempotent),
    rollback: honest(script, rollback),
    predictionErrors: predictionErrors(predicted, { locks, costs }),
  };
}

// What a data migration does to fabricated rows says little about real ones.
function honest({ kind }: MigrationScript, verdict: RehearsalVerdict): RehearsalVerdict {
  if (kind !== "data" || verdict.verdict !== "proven") return verdict;
  return { verdict: "unproven", why: `${verdict.why}, but fabricated rows prove nothing of a data migration` };
}

/** Runs it a second time on what it left. */
async function runAgain(script: MigrationScript, after: Picture, stage: RehearsalStage): Promise<RehearsalVerdict> {
  const again = await runScript(script.statements, script.transaction, stage.actor);
  if (again.failedAt !== null)
    return { verdict: "refuted", why: `a second run fails at line ${again.failedAt.line}: ${again.failedAt.message}` };
  const difference = await differenceOf(after, await picture(stage));
  return difference === null
    ? { verdict: "proven", why: "a second run changes nothing" }
    : { verdict: "refuted", why: `a second run changes ${difference}` };
}

async function goBack(
  script: MigrationScript,
  { start, after }: { readonly start: Picture; readonly after: Picture },
  stage: RehearsalStage,
): Promise<RehearsalVerdict> {
  if (script.rollback === null || script.rollback.length === 0)
    return { verdict: "unproven", why: "it says nothing about going back" };
  const back = await runScript(script.rollback, script.rollbackTransaction, stage.actor);
  if (back.failedAt !== null)
    return { verdict: "refuted", why: `its rollback fails at line ${back.failedAt.line}: ${back.failedAt.message}` };
  const left = await differenceOf(start, await picture(stage));
  const forth = await runScript(script.statements, script.transaction, stage.actor);
  if (left !== null) return { verdict: "refuted", why: `its rollback leaves ${left}` };
  if (forth.failedAt !== null)
    return { verdict: "refuted", why: `after its rollback it fails at line ${forth.failedAt.line}: ${forth.failedAt.message}` };
  const difference = await differenceOf(after, await picture(stage));
  return difference === null
    ? { verdict: "proven", why: "undone, the copy was as before; applied again, as after" }
    : { verdict: "refuted", why: `applied after its rollback it leads elsewhere: ${difference}` };
}

async function runScript(
  statements: readonly MigrationStatement[],
  transaction: MigrationScript["transaction"],
  actor: Session,
): Promise<Run> {
  const words: string[] = [];
  const stop = actor.listen((message) => words.push(message));
  try {
    return transaction === "one" ? await runTogether(statements, actor, words) : await runApart(statements, actor, words);
  } finally {
    stop();
    await actor.run(["reset client_min_messages"]);
  }
}

async function runTogether(statements: readonly MigrationStatement[], actor: Session, words: string[]): Promise<Run> {
  await actor.run(["begin"]);
  const before = await relationStates(actor);
  const existing = new Set(before.rows.map(({ name }) => name));
  await actor.run(["set local client_min_messages = debug1"]);
  const failedAt = await firstRefusal(statements, actor);
  if (failedAt !== null) return { existing, observation: { locks: {}, costs: {}, words }, failedAt };
  const observation = await observedSince(actor, before, words);
  const last = statements.at(-1);
  // deferred constraints speak up now
  const late = await actor.attempt(["commit"]);
  return { existing, observation, failedAt: late === null ? null : { line: last?.line ?? 1, message: late.message } };
}

/** Each by itself; what each does is added up. */
async function runApart(statements: readonly MigrationStatement[], actor: Session, words: string[]): Promise<Run> {
  const existing = new Set((await relationStates(actor)).rows.map(({ name }) => name));
  const failedAt = await firstRefusal(statements, actor);
  return { existing, observation: { locks: {}, costs: {}, words }, failedAt };
}

async function firstRefusal(statements: readonly MigrationStatement[], actor: Session): Promise<Run["failedAt"]> {
  for (const { sql, line } of statements) {
    const refused = await actor.attempt([sql.replace(/;\s*$/, "")]);
    if (refused !== null) return { line, message: refused.message };
  }
  return null;
}

async function picture({ observer, read }: RehearsalStage): Promise<Picture> {
  return { catalog: await read(), rows: await rowDigests(observer) };
}

/** What differs first, in words; null for nothing. */
async function differenceOf(wanted: Picture, found: Picture): Promise<string | null> {
  const { changes } = await compareCatalogs(found.catalog, wanted.catalog);
  const [change] = changes;
  if (change !== undefined) return changes.length === 1 ? change.id : `${change.id} and ${changes.length - 1} more`;
  const tables = [...wanted.rows].filter(([table, digest]) => found.rows.get(table) !== digest).map(([table]) => table);
  return tables.length === 0 ? null : `the rows of ${tables.join(", ")}`;
}

function downOf({ downFile, downText }: MigrationFile): { file: string; text: string } | null {
  return downFile === null || downText === null ? null : { file: downFile, text: downText };
}
