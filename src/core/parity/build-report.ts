/** Two catalogs → the report of an audit: what differs, what it costs to bring over, why it is there, what was not compared. */

import type { Catalog, NotCompared } from "../catalog/catalog.ts";
import { fingerprint } from "../catalog/fingerprint.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import { objectDetail } from "../kinds/object-detail.ts";
import type { Comparison } from "./compare-catalogs.ts";
import type { Cause, ParityChange, ParityCheck, ParityReport, ParitySide } from "./parity-report.ts";
import { rateChange } from "./rate-change.ts";

/** One side before its fingerprint is taken. */
export interface ReportSide extends Omit<ParitySide, "fingerprint" | "database" | "server"> {
  readonly catalog: Catalog;
}

/** What a report needs to know beyond the differences; changes read as from target to source. */
export interface ReportRules {
  readonly causeOf: (change: Change) => { readonly cause: Cause; readonly migration?: string };
  /** How many differences were left out of the comparison. */
  readonly ignoredCount: number;
  readonly isIgnored: (id: ObjectId) => boolean;
}

/** Builds the report of a comparison that was made from target to source, and from which what is ignored has been taken. */
export function buildReport(
  source: ReportSide,
  target: ReportSide,
  comparison: Comparison,
  parity: readonly ParityCheck[],
  rules: ReportRules,
): ParityReport {
  const keptIds = new Set(comparison.changes.map((change) => change.id));
  const changes = comparison.changes.map((change) => parityChange(change, rules));
  const notCompared = distinct(comparison.notCompared.filter((gap) => !ignoredGap(gap, rules)));
  const count = (kind: Change["change"]) => changes.filter((change) => change.change === kind).length;
  const byKind: Record<string, number> = {};
  for (const change of changes) byKind[change.kind] = (byKind[change.kind] ?? 0) + 1;
  return {
    source: side(source),
    target: side(target),
    inSync: changes.length === 0 && parity.every((check) => check.status !== "differs"),
    changes,
    renameCandidates: comparison.renameCandidates.filter(({ from, to }) => keptIds.has(from) && keptIds.has(to)),
    parity,
    summary: {
      add: count("add"),
      remove: count("remove"),
      alter: count("alter"),
      rename: count("rename"),
      ignored: rules.ignoredCount,
      byKind,
    },
    notCompared,
  };
}

function side({ name, catalog, connection }: ReportSide): ParitySide {
  const { server } = catalog;
  let known: string | null = null;
  return {
    name,
    database: server?.database ?? null,
    server: server === null ? null : `PostgreSQL ${server.version}`,
    // Hashing every fact costs as much as comparing them: only who reads it pays.
    get fingerprint() {
      known ??= fingerprint(catalog);
      return known;
    },
    connection,
  };
}

function parityChange(change: Change, rules: ReportRules): ParityChange {
  const risk = rateChange(change);
  const { cause, migration } = rules.causeOf(change);
  const detail = change.change === "add" || change.change === "remove" ? objectDetail(change.object) : "";
  const facts = change.change === "alter" || change.change === "rename" ? change.facts : [];
  return {
    change: change.change,
    kind: change.kind,
    id: change.id,
    ...(change.change === "rename" ? { formerId: change.formerId } : {}),
    parent: change.parent,
    facts: facts.map(({ fact, from, to }) => ({ fact, source: to, target: from })),
    ...(detail === "" ? {} : { detail }),
    cause,
    ...(migration === undefined ? {} : { migration }),
    risk: risk.level,
    why: risk.why,
  };
}

// A gap is named by an id where it is one object: such a one can be ignored by name.
function ignoredGap(gap: NotCompared, rules: ReportRules): boolean {
  return gap.what.includes(":") && rules.isIgnored(gap.what as ObjectId); // ids are the only names with a colon
}

function distinct(gaps: readonly NotCompared[]): readonly NotCompared[] {
  return [...new Map(gaps.map((gap) => [`${gap.what}\n${gap.why}`, gap])).values()];
}
