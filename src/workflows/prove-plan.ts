/**
 * Proof before printing: a plan runs on a scratch copy of its start, and what came of it is read and compared with its goal. A plan
 * that does not lead where it should is never shown.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { ObjectId } from "../core/catalog/object-id.ts";
import type { Change } from "../core/diff/change.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Proof } from "../core/plan/proof.ts";
import type { Refusal, ScratchCopy } from "./scratch-copy.ts";

/** Runs a plan on the copy and compares with where it should lead. The copy stays there. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function provePlan(copy: ScratchCopy, plan: Plan, goal: Catalog): Promise<Proof> {
  const refused = await copy.run(plan);
  return refused === null ? proofOf(copy, plan, goal, await copy.read()) : { kind: "refuted", why: refusalText(refused) };
}

/** The proof of a plan that has run on the copy, where it has `reached` that schema. */
export async function proofOf(copy: ScratchCopy, { groups }: Plan, goal: Catalog, reached: Catalog): Promise<Proof> {
  const left = await copy.changesTo(goal, reached);
  if (left.length > 0) return { kind: "refuted", why: differencesText(left) };
  const unproven = new Map<ObjectId, string>();
  for (const { change } of groups.flatMap(({ statements }) => statements)) {
    const why = copy.leftOut.get(change);
    if (why !== undefined) unproven.set(change, why);
  }
  if (unproven.size === 0) return { kind: "proven" };
  return { kind: "unproven", why: [...new Set(unproven.values())].join("; "), objects: [...unproven.keys()] };
}

/** What the server refused, and why. */
export function refusalText({ statement, message }: Refusal): string {
  const head = statement.sql.replace(/\s+/g, " ");
  return `${message}. Statement: ${head.length > 120 ? `${head.slice(0, 120)}…` : head}`;
}

function differencesText(left: readonly Change[]): string {
  const names = left.slice(0, 5).map(({ change, id }) => `${change} ${id}`);
  return `afterwards ${left.length} differences are left: ${names.join(", ")}${left.length > 5 ? ", …" : ""}`;
}
