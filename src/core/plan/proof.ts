/** What was found when a plan was tried before anybody saw it. */

import type { ObjectId } from "../catalog/object-id.ts";

/** The outcome of a proof. */
export type Proof =
  /** `witness`: who judged it beside us (`pg_dump 16.4`). */
  | { readonly kind: "proven"; readonly witness?: string }
  /** It could not be had; nothing speaks against the plan. `objects`: only statements about these are unproven; without it, all. */
  | { readonly kind: "unproven"; readonly why: string; readonly objects?: readonly ObjectId[] }
  | { readonly kind: "refuted"; readonly why: string };

/** The proof of a plan that may be shown. */
export type StandingProof = Exclude<Proof, { readonly kind: "refuted" }>;

/** True where the proof says nothing of statements about this object. */
export function leavesUnproven(proof: StandingProof, object: ObjectId): boolean {
  return proof.kind === "unproven" && (proof.objects === undefined || proof.objects.includes(object));
}
