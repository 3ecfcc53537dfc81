/** A plan as the JSON of `diff` holds it. */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { Cost } from "../risk/forms/form.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { LockMode } from "../risk/lock-mode.ts";
import { rateForm } from "../risk/statement-form.ts";
import type { ChangeBatch } from "./batch-changes.ts";
import type { Plan, PlannedStatement } from "./plan.ts";
import type { Rollback, RollbackVerdict } from "./plan-rollback.ts";
import type { Proof } from "./proof.ts";

/** `data.plan` of `diff --format json`. */
export interface PlanJson {
  readonly groups: readonly GroupJson[];
  readonly proof: Proof;
}

/** `data.rollback`: the way back, and what it brings back of each object. */
export interface RollbackJson extends PlanJson {
  readonly verdicts: readonly RollbackVerdict[];
}

/** What a planned comparison says beside its report. */
export interface PlanData {
  readonly plan: PlanJson;
  readonly rollback: RollbackJson;
  /** Where batches were asked for, in the order in which they apply. */
  readonly batches?: readonly { readonly tables: readonly ObjectId[]; readonly changes: readonly ObjectId[] }[];
}

/** A plan before it is JSON. */
export interface PlanParts {
  readonly plan: Plan;
  readonly proof: Proof;
  readonly rollback: (Pick<Rollback, "plan" | "verdicts"> & { readonly proof: Proof }) | undefined;
  readonly batches?: readonly ChangeBatch[];
}

/** All of it as JSON; a plan without statements has a rollback without statements. */
export function planData({ plan, proof, rollback, batches }: PlanParts): PlanData {
  return {
    plan: planJson(plan, proof),
    rollback:
      rollback === undefined
        ? { ...planJson({ groups: [] }, proof), verdicts: [] }
        : { ...planJson(rollback.plan, rollback.proof), verdicts: rollback.verdicts },
    ...(batches === undefined
      ? {}
      : { batches: batches.map(({ tables, changes }) => ({ tables, changes: changes.map(({ id }) => id) })) }),
  };
}

interface GroupJson {
  readonly transaction: boolean;
  readonly statements: readonly StatementJson[];
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
function planJson({ groups }: Plan, proof: Proof): PlanJson {
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
