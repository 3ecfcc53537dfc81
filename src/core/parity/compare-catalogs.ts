/**
 * The differ with all kinds' rules. SQL texts are compared letter by letter first; only when some differ and nothing
 * cheaper proves it is Postgres' parser loaded (it costs as much as the rest of a small audit) and the spelling undone.
 */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Facts, FactValue } from "../catalog/schema-object.ts";
import type { RenameCandidate } from "../diff/change.ts";
import { type Diff, type DiffRules, diff } from "../diff/diff.ts";
import type { FactComparison } from "../diff/fact-comparison.ts";
import { renameCandidates } from "../diff/rename-candidates.ts";
import { kinds } from "../kinds/registry.ts";
import { canonicalExpression, canonicalQuery, canonicalStatement, canonicalStoredValue } from "../sql/canonical.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { surelyDifferent } from "../sql/surely-different.ts";

/** Differences and the renames that some of them could be. */
export interface Comparison extends Diff {
  readonly renameCandidates: readonly RenameCandidate[];
}

/** Policies of a comparison. */
export interface ComparisonPolicy {
  /** Report columns that stand in another order (off by default: no ALTER can change it). */
  readonly columnOrder?: boolean;
}

const comparisonsByKind = new Map<ObjectKind, ReadonlyMap<string, FactComparison>>(
  kinds.map((kind) => [kind.kind, new Map(Object.entries(kind.changes).map(([fact, meaning]) => [fact, meaning.compare]))]),
);
const renameFacts = new Map<ObjectKind, readonly string[]>(kinds.map((kind) => [kind.kind, kind.renameBy]));
const orderOfKinds = new Map<ObjectKind, number>(kinds.map((kind, i) => [kind.kind, i]));
const noComparisons: ReadonlyMap<string, FactComparison> = new Map();

/** The changes that turn `from` into `to`. */
export async function compareCatalogs(from: Catalog, to: Catalog, policy: ComparisonPolicy = {}): Promise<Comparison> {
  let undecided = false;
  const rules = (sameSql: DiffRules["sameSql"]): DiffRules => ({
    comparisons: (kind) => comparisonsByKind.get(kind) ?? noComparisons,
    sameSql,
    order: (kind) => orderOfKinds.get(kind) ?? kinds.length,
    siblingOrder: policy.columnOrder ?? false,
  });
  let found = diff(
    from,
    to,
    rules((comparison, a, b) => {
      undecided ||= !differs(comparison, a, b);
      return false;
    }),
  );
  if (undecided) {
    await loadParser();
    found = diff(from, to, rules(sameSql));
  }
  const candidates = renameCandidates(from, to, found.changes, { renameBy: (kind) => renameFacts.get(kind) ?? [] });
  return { ...found, renameCandidates: candidates };
}

/** True when it takes no parser to tell that no re-spelling makes the values equal. */
function differs(comparison: FactComparison, a: FactValue, b: FactValue): boolean {
  if (typeof a === "string" && typeof b === "string") {
    // the column's type may round one number to the other
    const mayRound = comparison === "stored-value" && /[0-9]/.test(a) && /[0-9]/.test(b);
    return a !== b && !mayRound && surelyDifferent(a, b);
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a !== b;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length !== right.size ||
    left.some(([key, value]) => !right.has(key) || differs(comparison, value, right.get(key) ?? null))
  );
}

function sameSql(comparison: FactComparison, a: FactValue, b: FactValue, facts: readonly [Facts, Facts]): boolean {
  if (typeof a === "string" && typeof b === "string") {
    const [{ type }, { type: otherType }] = facts;
    const storedAs = comparison === "stored-value" && type === otherType && typeof type === "string" ? type : null;
    return canonical(comparison, a, storedAs) === canonical(comparison, b, storedAs);
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameSql(comparison, value, right.get(key) ?? null, facts))
  );
}

function canonical(comparison: FactComparison, text: string, storedAs: string | null): string {
  if (storedAs !== null) return canonicalStoredValue(text, storedAs);
  if (comparison === "query") return canonicalQuery(text);
  return comparison === "statement" ? canonicalStatement(text) : canonicalExpression(text);
}
