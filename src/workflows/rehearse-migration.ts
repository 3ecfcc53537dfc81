/**
 * One migration on a scratch copy: applied, undone, applied, applied once more, and looked at after each. What happens on the copy is
 * what a checklist needs to know: does it run, does its rollback lead back, does running it twice change nothing.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { Change } from "../core/diff/change.ts";
import type { JudgedMigration } from "../core/lint/judged-migration.ts";
import type { RehearsalVerdict, RehearsedMigration } from "../core/lint/rehearsal.ts";
import { effectsTogether, predictionErrors } from "../core/lint/rehearsal.ts";
import { secondRunRefused } from "../core/lint/second-run.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { MigrationScript } from "../core/migration/read-migration.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import type { ApartStage } from "../postgres/observe-apart.ts";
import { rowDigests } from "../postgres/row-digests.ts";
import { restoreSequences, type SequencePosition, sequencePositions } from "../postgres/sequence-positions.ts";
import type { Session } from "../postgres/session.ts";
import { type RehearsedRun, runRehearsedScript } from "./run-rehearsed-script.ts";

/** The copy, as one migration after the other finds it. */
export interface RehearsalStage {
  /** Acts as the role that will apply; statements run here. */
  readonly actor: Session;
  /** Reads everything, whatever the actor may see. */
  readonly observer: Session;
  readonly read: () => Promise<Catalog>;
  /** How statements are watched that cannot run in a transaction; null where that takes rights which nobody has. */
  readonly apart: ApartStage | null;
  /** Told what the migration did, for whoever wants more than the verdict; not told when it fails. */
  readonly saw?: (effect: SeenEffect) => Promise<void>;
}

/** What a migration did on the copy. */
export interface SeenEffect {
  readonly before: Catalog;
  readonly after: Catalog;
  /** How the copy was after going back, compared with before; null where it did not go back. */
  readonly back: { readonly changes: readonly Change[]; readonly rows: readonly string[] } | null;
  /** The server's notices of skipping. */
  readonly skipped: readonly string[];
}

/** The copy at one moment. */
interface Picture {
  readonly catalog: Catalog;
  readonly rows: ReadonlyMap<string, string>;
  readonly sequences: readonly SequencePosition[];
}

/** Rehearses; afterwards the copy is as the migration leaves it. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function rehearseMigration(
  migration: MigrationFile,
  predict: (catalog: Catalog) => JudgedMigration,
  stage: RehearsalStage,
): Promise<RehearsedMigration> {
  const script = scriptOf(migration);
  const start = await picture(stage);
  const judged = predict(start.catalog);
  const outside = new Set(judged.statements.filter(({ effects }) => effects.transaction === "outside").map(({ line }) => line));
  const run = (apart: ApartStage | null) =>
    runRehearsedScript(script.statements, stage.actor, { transaction: script.transaction, outside, apart });
  const first = await run(stage.apart);
  const predicted = effectsTogether(withoutUnseen(judged), (relation) => first.existing.has(relation));
  const { locks, costs, words } = first.observation;
  const base = {
    file: migration.file,
    checksum: migration.checksum,
    kind: script.kind,
    locks,
    costs,
    failedAt: first.failedAt === null ? null : { line: first.failedAt.line, message: first.failedAt.message },
    skipped: words.filter((word) => /(already exists|does not exist), skipping$/.test(word)),
  };
  if (first.failedAt !== null) {
    const why = `line ${first.failedAt.line}: ${first.failedAt.message}`;
    const not: RehearsalVerdict = { verdict: "unproven", why: "it does not run" };
    return { ...base, applies: { verdict: "refuted", why }, idempotent: not, rollback: not, predictionErrors: [] };
  }
  const after = await picture(stage);
  const { verdict: rollback, back } = await goBack(script, { start, after }, () => run(null), stage);
  await stage.saw?.({ before: start.catalog, after: after.catalog, back, skipped: base.skipped });
  // last, because what a second run changes stays
  const idempotent = await runAgain(after, judged, () => run(null), stage);
  return {
    ...base,
    applies: { verdict: "proven", why: "it ran to its end" },
    idempotent: honest(script, idempotent),
    rollback: honest(script, rollback),
    // where nobody could look there is nothing to compare
    predictionErrors: outside.size > 0 && stage.apart === null ? [] : predictionErrors(predicted, { locks, costs }),
  };
}

// Of what commits on its way the server keeps no count of scans.
function withoutUnseen(judged: JudgedMigration): JudgedMigration {
  const statements = judged.statements.map((statement) => {
    const { effects } = statement;
    if (effects.transaction !== "outside") return statement;
    return { ...statement, effects: { ...effects, costs: effects.costs.filter(({ cost }) => cost !== "scan") } };
  });
  return { ...judged, statements };
}

// What a data migration does to fabricated rows says little about real ones.
function honest({ kind }: MigrationScript, verdict: RehearsalVerdict): RehearsalVerdict {
  if (kind !== "data" || verdict.verdict !== "proven") return verdict;
  return {
    verdict: "unproven",
    why: `${verdict.why}, but fabricated rows prove nothing of a data migration`,
    heldOnMadeUpRows: true,
  };
}

/** Runs it a second time on what it left. */
async function runAgain(
  after: Picture,
  judged: JudgedMigration,
  run: () => Promise<RehearsedRun>,
  stage: RehearsalStage,
): Promise<RehearsalVerdict> {
  const { failedAt } = await run();
  const difference = await differenceOf(after, await picture(stage));
  if (failedAt !== null) {
    const verdict = secondRunRefused(judged, failedAt);
    if (verdict.verdict !== "proven" || difference === null) return verdict;
    return {
      verdict: "refuted",
      why: `a second run fails at line ${failedAt.line}, and ${difference} is not as after the first`,
    };
  }
  return difference === null
    ? { verdict: "proven", why: "a second run changes nothing" }
    : { verdict: "refuted", why: `a second run changes ${difference}` };
}

async function goBack(
  script: MigrationScript,
  { start, after }: { readonly start: Picture; readonly after: Picture },
  run: () => Promise<RehearsedRun>,
  stage: RehearsalStage,
): Promise<{ readonly verdict: RehearsalVerdict; readonly back: SeenEffect["back"] }> {
  const not = (verdict: "refuted" | "unproven", why: string) => ({ verdict: { verdict, why }, back: null });
  if (script.rollback === null || script.rollback.length === 0) {
    // a file that only holds its number's place
    if (script.statements.length === 0)
      return { verdict: { verdict: "proven", why: "it has no statements: there is nothing to go back from" }, back: null };
    return not("unproven", "it says nothing about going back");
  }
  const gone = await runRehearsedScript(script.rollback, stage.actor, {
    transaction: script.rollbackTransaction,
    outside: new Set(script.rollbackTransaction === "none" ? script.rollback.map(({ line }) => line) : []),
    apart: null,
  });
  if (gone.failedAt !== null) return not("refuted", `its rollback fails at line ${gone.failedAt.line}: ${gone.failedAt.message}`);
  const back = await differences(start, await picture(stage));
  const left = inWords(back);
  // a sequence does not go back with its rows: what it gives out the second time is no difference that the file makes
  await restoreSequences(stage.observer, start.sequences);
  const forth = await run();
  const refuted = (why: string) => ({ verdict: { verdict: "refuted" as const, why }, back });
  if (forth.failedAt !== null && left === null)
    return refuted(`after its rollback it fails at line ${forth.failedAt.line}: ${forth.failedAt.message}`);
  if (left !== null) return refuted(`its rollback leaves ${left}`);
  const difference = await differenceOf(after, await picture(stage));
  return difference === null
    ? { verdict: { verdict: "proven", why: "undone, the copy was as before; applied again, as after" }, back }
    : refuted(`applied after its rollback it leads elsewhere: ${difference}`);
}

async function picture({ observer, read }: RehearsalStage): Promise<Picture> {
  return { catalog: await read(), rows: await rowDigests(observer), sequences: await sequencePositions(observer) };
}

/** What differs first, in words; null for nothing. */
async function differenceOf(wanted: Picture, found: Picture): Promise<string | null> {
  return inWords(await differences(wanted, found));
}

async function differences(wanted: Picture, found: Picture): Promise<NonNullable<SeenEffect["back"]>> {
  const { changes } = await compareCatalogs(found.catalog, wanted.catalog);
  const rows = [...wanted.rows].filter(([table, digest]) => found.rows.get(table) !== digest).map(([table]) => table);
  return { changes, rows };
}

function inWords({ changes, rows }: NonNullable<SeenEffect["back"]>): string | null {
  const [change] = changes;
  if (change !== undefined) return changes.length === 1 ? change.id : `${change.id} and ${changes.length - 1} more`;
  return rows.length === 0 ? null : `the rows of ${rows.join(", ")}`;
}
