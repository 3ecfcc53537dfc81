/** A plan as the JSON of `diff` holds it. */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { LockMode } from "../risk/lock-mode.ts";
import { type Cost, rateForm } from "../risk/statement-form.ts";
import type { Plan, PlannedStatement } from "./plan.ts";

/** `data.plan` of `diff --format json`. */
export interface PlanJson {
  readonly groups: readonly { readonly transaction: boolean; readonly statements: readonly StatementJson[] }[];
  readonly proof: { readonly kind: "proven" } | { readonly kind: "unproven"; readonly why: string };
}

interface StatementJson {
  readonly sql: string;
  readonly change: ObjectId;
  readonly locks: readonly { readonly relation: string; readonly mode: LockMode }[];
  readonly costs: readonly { readonly relation: string; readonly cost: Cost }[];
  readonly hazards: readonly Hazard[];
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** The plan and what its proof said. */
export function planJson({ groups }: Plan, proof: PlanJson["proof"]): PlanJson {
  return {
    groups: groups.map(({ transaction, statements }) => ({ transaction, statements: statements.map(statementJson) })),
    proof,
  };
}

function statementJson(statement: PlannedStatement): StatementJson {
  const { sql, change, form, relation, hazards, lockTimeoutMs, statementTimeoutMs } = statement;
  const { lock, costs } = rateForm(form);
  const name = relation === null ? null : nameOf(relation);
  return {
    sql,
    change,
    locks: name === null || lock === null ? [] : [{ relation: name, mode: lock }],
    costs: name === null ? [] : costs.map((cost) => ({ relation: name, cost })),
    hazards,
    lockTimeoutMs,
    statementTimeoutMs,
  };
}
