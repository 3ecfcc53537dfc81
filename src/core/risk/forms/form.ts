/** What a row of the table of statement forms says. */

import type { LockMode } from "../lock-mode.ts";
import type { RiskAxis } from "../rating.ts";
import type { Reach } from "../reach.ts";
import type { RiskLevel } from "../risk-level.ts";

/**
 * What a statement form costs beyond a catalog update.
 * - rewrite: the table's rows and all its indexes are written anew
 * - scan: rows are read to check them
 * - index-build: an index is built, which reads the table too
 */
export const costs = ["rewrite", "scan", "index-build"] as const;

/** One sort of cost. */
export type Cost = (typeof costs)[number];

/** The context-free price of one statement form. */
export interface FormRisk {
  readonly level: RiskLevel;
  /** The lock on the relation that the statement is about; null when it takes none on a relation that exists. */
  readonly lock: LockMode | null;
  /** Locks on relations around that one. */
  readonly also: { readonly [R in Reach]?: LockMode };
  readonly costs: readonly Cost[];
  /** One clause that can stand after the level: "LOW: a new table". */
  readonly why: string;
  /** What {@link level} is about. */
  readonly axis: RiskAxis;
  /** Page of the PostgreSQL documentation that says so, e.g. `sql-altertable`. */
  readonly docs: string;
}

/** A row. */
export function form(
  level: RiskLevel,
  lock: LockMode | null,
  docs: string,
  why: string,
  more: Partial<Pick<FormRisk, "also" | "costs" | "axis">> = {},
): FormRisk {
  return { level, lock, docs, why, also: {}, costs: [], axis: "availability", ...more };
}
