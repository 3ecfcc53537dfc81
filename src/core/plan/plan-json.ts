/** A plan as the JSON of `diff` holds it. */

import { nameOf } from "../catalog/object-id.ts";
import { rateForm } from "../risk/statement-form.ts";
import type { Plan, PlannedStatement } from "./plan.ts";

/** `data.plan` of `diff --format json`. */
export function planJson({ groups }: Plan): { readonly groups: readonly unknown[] } {
  return {
    groups: groups.map(({ transaction, statements }) => ({ transaction, statements: statements.map(statementJson) })),
  };
}

function statementJson({ sql, change, form, relation, hazards, lockTimeoutMs, statementTimeoutMs }: PlannedStatement): unknown {
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
