/** Two readings → the report of a pair: differences rated and explained, checks beyond the schema, what is ignored. */

import { randomBytes } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import type { Catalog, NotCompared } from "../core/catalog/catalog.ts";
import type { ObjectId } from "../core/catalog/object-id.ts";
import type { Change, Rename } from "../core/diff/change.ts";
import type { Finding } from "../core/finding.ts";
import { buildReport } from "../core/parity/build-report.ts";
import { causeOf, type PendingMigration } from "../core/parity/cause.ts";
import { detectPlatforms } from "../core/parity/cause-platform.ts";
import { checkEnvironments } from "../core/parity/check-environments.ts";
import { type ComparisonPolicy, compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { applyIgnorePatterns } from "../core/parity/ignore-pattern.ts";
import type { ParityCheck, ParityReport } from "../core/parity/parity-report.ts";
import { couldBeSameDatabase, shareAdvisoryLocks } from "../postgres/same-database.ts";
import type { SourceReading } from "./source-reading.ts";

/** How a pair is compared. */
export interface PairPolicy extends ComparisonPolicy {
  readonly ignore: readonly string[];
  /** Read only when something differs. */
  readonly pending: () => Promise<readonly PendingMigration[]>;
  /** Checks that need queries of their own (lookup data), and what they could not look at. */
  readonly checks: readonly ParityCheck[];
  readonly notCompared?: readonly NotCompared[];
  /** Confirmed, and made in the target's catalog already: they are reported with the rest. */
  readonly renames?: readonly Rename[];
  /** Keeps some of the changes; the report is about these. */
  readonly choose?: (changes: readonly Change[]) => readonly Change[];
}

/** The report, and what is to be said of the patterns. */
export interface PairOutcome {
  /** From the target to the source, without what is ignored and without renames that were made already. */
  readonly changes: readonly Change[];
  /** How many differences `choose` left for another time. */
  readonly notChosen: number;
  readonly report: ParityReport;
  readonly findings: readonly Finding[];
}

/** Compares a pair. @throws AppError SAME_DATABASE */
export async function compareReadings(source: SourceReading, target: SourceReading, policy: PairPolicy): Promise<PairOutcome> {
  await refuseSameDatabase(source, target);
  const compared = await compareCatalogs(target.catalog, source.catalog, policy);
  const notCompared = [...compared.notCompared, ...(policy.notCompared ?? [])];
  const objects = function* (): Iterable<{ id: ObjectId; parent: ObjectId | null }> {
    for (const { catalog } of [target, source]) yield* catalog.objects.values();
    for (const gap of notCompared) yield { id: gap.what as ObjectId, parent: null }; // gaps are named by ids where they are one object
  };
  const { ignored, warnings } =
    policy.ignore.length === 0
      ? { ignored: new Map<ObjectId, string>(), warnings: [] }
      : applyIgnorePatterns(policy.ignore, objects());
  const parents = ancestorsWithin(source.catalog, target.catalog);
  const isIgnored = ({ id, parent }: Change) => [id, ...parents(parent)].some((each) => ignored.has(each));
  const renames = policy.renames ?? [];
  const kept = compared.changes.filter((change) => ignored.size === 0 || !isIgnored(change));
  const ignoredCount = compared.changes.length - kept.length;
  const chosen = policy.choose?.(kept) ?? kept;
  const changes = [...renames, ...chosen];
  const pending = changes.length === 0 ? [] : await policy.pending();
  const platforms = [...detectPlatforms(source.catalog), ...detectPlatforms(target.catalog)];
  const comparison = { ...compared, changes, notCompared };
  const report = buildReport(source, target, comparison, [...environmentChecks(source, target, ignored), ...policy.checks], {
    causeOf: (change) => causeOf(change, pending, platforms),
    ignoredCount,
    isIgnored: (id) => ignored.has(id),
  });
  const findings = warnings.map(
    ({ pattern, message }): Finding => ({ rule: "ignore-pattern", level: "low", message, why: `ignore: ${pattern}` }),
  );
  return { report, findings, changes: chosen, notChosen: kept.length - chosen.length };
}

function ancestorsWithin(...catalogs: readonly Catalog[]): (id: ObjectId | null) => readonly ObjectId[] {
  const parentOf = (id: ObjectId) =>
    catalogs.map(({ objects }) => objects.get(id)?.parent ?? null).find((parent) => parent !== null);
  const ancestors = (id: ObjectId | null): readonly ObjectId[] => (id === null ? [] : [id, ...ancestors(parentOf(id) ?? null)]);
  return ancestors;
}

// What is ignored by name must not come back through a check: a role that only production has, an invalid index.
function environmentChecks(
  source: SourceReading,
  target: SourceReading,
  ignored: ReadonlyMap<ObjectId, string>,
): readonly ParityCheck[] {
  const kept = (catalog: Catalog): Catalog =>
    ignored.size === 0 ? catalog : { ...catalog, objects: new Map([...catalog.objects].filter(([id]) => !ignored.has(id))) };
  const sides = [source, target].flatMap(({ name, catalog, live }) =>
    live === null || catalog.server === null
      ? []
      : [{ name, catalog: kept(catalog), server: catalog.server, environment: live.environment }],
  );
  const [a, b] = sides;
  return a === undefined || b === undefined ? [] : checkEnvironments(a, b);
}

async function refuseSameDatabase(source: SourceReading, target: SourceReading): Promise<void> {
  if (source.live === null || target.live === null) return;
  if (!couldBeSameDatabase(source.live.identity, target.live.identity)) return;
  const key = randomBytes(8).readBigInt64BE();
  if (!(await shareAdvisoryLocks(source.live.session, target.live.session, key))) return;
  throw new AppError({
    code: "SAME_DATABASE",
    message: `${source.name} and ${target.name}: both are the same database (${target.live.session.display}).`,
    hint: "lockstep config print shows where each URL comes from.",
  });
}
