/**
 * Proves a plan stage by stage, so that each stage has a way back of its own: from what the copy looks like after it to what it looked
 * like before. Then all of them run backwards.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import type { DumpDifference } from "../core/plan/dump-differences.ts";
import type { PlanRequest } from "../core/plan/make-plan.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planRollback, type Rollback } from "../core/plan/plan-rollback.ts";
import type { Proof, StandingProof } from "../core/plan/proof.ts";
import { schemaAfter } from "../core/plan/schema-after.ts";
import type { DumpWitness } from "./dump-witness.ts";
import { proofOf, provePlan, refusalText } from "./prove-plan.ts";
import type { ScratchCopy } from "./scratch-copy.ts";

/** A way back and what its proof said. */
export type ProvenRollback = Rollback & { readonly proof: Proof };

/** What one migration file holds. */
export interface PlanStage {
  readonly plan: Plan;
  readonly rollback: ProvenRollback;
}

/** What all stages together say. */
export interface ProvenStages {
  readonly proof: Proof;
  readonly stages: readonly PlanStage[];
}

/**
 * Runs the parts of a plan, then all ways back, on a copy of `request.start`.
 *
 * @throws AppError CONNECT_LOST, INTERRUPTED
 */
export async function proveStages(
  copy: ScratchCopy,
  request: PlanRequest,
  parts: readonly Plan[],
  witness: DumpWitness | null,
): Promise<ProvenStages> {
  const { goal } = request;
  const ways: { readonly plan: Plan; readonly rollback: Rollback }[] = [];
  let before = request.start;
  let seen = parts.length > 1 ? await copy.read({ dependencies: true }) : null;
  for (const part of parts) {
    const refused = await copy.run(part);
    if (refused !== null) return { proof: { kind: "refuted", why: refusalText(refused) }, stages: [] };
    const now = await copy.read({ dependencies: seen !== null });
    const isLast = part === parts.at(-1);
    const after: Catalog = isLast || seen === null ? goal : schemaAfter(before, now, (await compareCatalogs(seen, now)).changes);
    const changes = parts.length === 1 ? request.changes : (await compareCatalogs(before, after)).changes;
    ways.unshift({ plan: part, rollback: planRollback({ ...request, start: before, goal: after, changes }, part) });
    [before, seen] = [after, now];
  }
  const whole = { groups: parts.flatMap(({ groups }) => groups) };
  const proof = await proofOf(copy, whole, goal, seen ?? (await copy.read()));
  if (proof.kind === "refuted") return { proof, stages: [] };
  const found = proof.kind === "proven" && witness !== null ? await witness.differences(copy) : null;
  const stages = await proveWaysBack(copy, ways);
  if (witness === null || found === null) return { proof, stages };
  return {
    proof: found.length === 0 ? { kind: "proven", witness: witness.name } : await weigh(found, witness, copy, stages),
    stages,
  };
}

// Only a copy that has come all the way back can say what was different from the beginning.
async function weigh(
  found: readonly DumpDifference[],
  witness: DumpWitness,
  copy: ScratchCopy,
  stages: readonly PlanStage[],
): Promise<Proof> {
  const isBack = stages.every(({ rollback }) => rollback.proof.kind === "proven" && !isPartial(rollback));
  const left = isBack ? await witness.newOnes(found, copy) : null;
  if (left === null) return { kind: "proven" };
  if (left.length === 0) return { kind: "proven", witness: witness.name };
  const lines = left.slice(0, 4).join(" | ");
  return { kind: "refuted", why: `${witness.name} still sees ${left.length} other lines (- goal, + reached): ${lines}` };
}

function isPartial({ verdicts }: Rollback): boolean {
  return verdicts.some(({ verdict }) => verdict === "impossible");
}

/** As `proveStages` where no copy could be had: the whole as one stage. */
export function unprovenStages(request: PlanRequest, plan: Plan, why: string): ProvenStages & { readonly proof: StandingProof } {
  const proof = { kind: "unproven", why } as const;
  const stages = plan.groups.length === 0 ? [] : [{ plan, rollback: { ...planRollback(request, plan), proof } }];
  return { proof, stages };
}

/** The last stage's first. What comes after one that does not hold starts from a wrong place, and says nothing. */
async function proveWaysBack(
  copy: ScratchCopy,
  ways: readonly { readonly plan: Plan; readonly rollback: Rollback }[],
): Promise<readonly PlanStage[]> {
  const stages: PlanStage[] = [];
  let isBroken = false;
  for (const { plan, rollback } of ways) {
    const proof: Proof = isBroken
      ? { kind: "unproven", why: "the way back of a later file does not hold" }
      : await provePlan(copy, rollback.plan, rollback.goal);
    isBroken ||= proof.kind === "refuted" || isPartial(rollback);
    stages.unshift({ plan, rollback: { ...rollback, proof } });
  }
  return stages;
}
