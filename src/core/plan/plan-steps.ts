/** Dispositions → steps: statements with the objects that they make, drop and change, and what must have happened before. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { DdlContext } from "../kinds/kind-ddl.ts";
import type { DependencyIndex } from "./dependency-index.ts";
import type { Dispositions } from "./dispositions.ts";
import { kindNamed } from "./plan-context.ts";
import type { Step } from "./step.ts";
import { StepBuilder } from "./step-builder.ts";

/** All steps, in the order of the dispositions. */
export function planSteps(dispositions: Dispositions, dependencies: DependencyIndex, context: DdlContext): readonly Step[] {
  const builder = new StepBuilder(dispositions, dependencies, context);
  for (const [id, disposition] of dispositions.byId) builder.dispose(id, disposition);
  for (const release of dispositions.releases) builder.release(release);
  const { steps, dropSteps, makeSteps } = builder;
  for (const { id, change } of dispositions.aside) {
    const gone = dropSteps.get(id);
    if (gone === undefined) continue;
    for (const step of steps) if (step.subject === change && step.phase !== "drop") step.after.push(gone);
  }
  linkDrops(builder, dispositions, dependencies);
  linkClaims(dispositions, dropSteps, makeSteps);
  return steps;
}

/** Whoever uses what goes must be gone, or changed, before; what is made again is made after it went. */
function linkDrops(
  { steps, dropSteps, makeSteps }: StepBuilder,
  { carried, releases }: Dispositions,
  dependencies: DependencyIndex,
): void {
  const released = new Set(releases.map(({ id, from }) => `${id} ${from}`));
  const freeing = new Map<ObjectId, Step[]>();
  for (const step of steps)
    for (const id of step.frees) {
      const list = freeing.get(id);
      if (list === undefined) freeing.set(id, [step]);
      else list.push(step);
    }
  for (const step of new Set(dropSteps.values()))
    for (const gone of step.frees)
      for (const user of dependencies.usersOf(gone)) {
        if (carried.get(gone)?.has(user) === true) continue;
        // who lets go of it may change only once it is back
        const isReleased = released.has(`${user} ${gone}`);
        for (const before of freeing.get(user) ?? [])
          if (before !== step && !(isReleased && before.isAlteration)) step.after.push(before);
      }
  for (const step of steps)
    for (const id of step.releases) {
      const gone = dropSteps.get(id);
      if (gone !== undefined && gone !== step) gone.after.push(step);
    }
  for (const [id, made] of makeSteps) {
    const gone = dropSteps.get(id);
    if (gone !== undefined && gone !== made) made.after.push(gone);
  }
}

/** A name is free once whoever had it is gone. */
function linkClaims(
  { byId }: Dispositions,
  dropSteps: ReadonlyMap<ObjectId, Step>,
  makeSteps: ReadonlyMap<ObjectId, Step>,
): void {
  const holders = new Map<string, Step>();
  for (const disposition of byId.values()) {
    if (disposition.kind !== "drop" && disposition.kind !== "replace") continue;
    const step = dropSteps.get(disposition.before.id);
    const claims = kindNamed(disposition.before.kind).ddl?.claims?.(disposition.before) ?? [];
    if (step !== undefined) for (const name of claims) holders.set(name, step);
  }
  for (const disposition of byId.values()) {
    if (disposition.kind !== "create" && disposition.kind !== "replace") continue;
    const step = makeSteps.get(disposition.after.id);
    for (const name of kindNamed(disposition.after.kind).ddl?.claims?.(disposition.after) ?? []) {
      const holder = holders.get(name);
      if (step !== undefined && holder !== undefined && holder !== step) step.after.push(holder);
    }
  }
}
