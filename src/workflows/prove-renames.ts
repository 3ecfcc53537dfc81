/** Puts confirmed renames around the stages of a proven plan: before the first one, and undone after its way back. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { afterRenames, beforeRenames } from "../core/plan/plan-renames.ts";
import type { RollbackVerdict } from "../core/plan/plan-rollback.ts";
import type { Proof } from "../core/plan/proof.ts";
import { isTransactional } from "../core/plan/split-stages.ts";
import type { RenamedStart } from "./apply-renames.ts";
import { provePlan } from "./prove-plan.ts";
import type { ProvenRollback, ProvenStages } from "./prove-stages.ts";
import type { ScratchCopy } from "./scratch-copy.ts";

/** What surrounds the stages. */
export interface RenamesToProve {
  readonly renamed: RenamedStart;
  /** The schema before all renames. */
  readonly original: Catalog;
  /** Stages become files, each of them one transaction or none. */
  readonly isStaged: boolean;
}

/** Proves that the names come back, on a copy that has been through the stages and back. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function proveRenames(
  copy: ScratchCopy,
  { proof, stages }: ProvenStages,
  { renamed, original, isStaged }: RenamesToProve,
): Promise<ProvenStages> {
  const { groups, inverse, catalog } = renamed;
  const isBack = stages.every(({ rollback }) => rollback.proof.kind === "proven");
  const names: Proof = isBack
    ? await provePlan(copy, { groups: inverse }, original)
    : { kind: "unproven", why: "the way back does not lead to where the renames can be undone" };
  const [first, ...others] = stages;
  const verdicts = groups.flatMap((group) =>
    group.statements.map(({ change }): RollbackVerdict => ({ change, verdict: "lossless", detail: "" })),
  );
  // a file that runs statement by statement cannot take them in
  if (first === undefined || (isStaged && !isTransactional(first.plan))) {
    const rollback = { plan: beforeRenames({ groups: [] }, inverse), verdicts, goal: original, proof: names };
    return { proof, stages: [{ plan: afterRenames(groups, { groups: [] }), rollback }, ...stages] };
  }
  const rollback: ProvenRollback = {
    plan: beforeRenames(first.rollback.plan, inverse),
    verdicts: [...verdicts, ...first.rollback.verdicts],
    goal: first.rollback.goal === catalog ? original : first.rollback.goal,
    proof: names.kind === "refuted" ? names : first.rollback.proof,
  };
  return { proof, stages: [{ plan: afterRenames(groups, first.plan), rollback }, ...others] };
}
