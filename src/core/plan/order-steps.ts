/**
 * One deterministic order of steps: what must come before comes before; where nothing decides, drops stand first, then what is
 * made in the order of kinds, then what can wait. Same steps, same order.
 */

import { AppError } from "../app-error.ts";
import { kindOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Phase, Step } from "./step.ts";

const phases: Readonly<Record<Phase, number>> = { drop: 0, make: 1, late: 2 };

/** What the order rests on beyond the steps. */
export interface OrderRules {
  /** A kind's place in the registry. */
  readonly orderOfKinds: (kind: ObjectKind) => number;
  /** True when the first is part of the second, at any depth. */
  readonly isWithin: (part: ObjectId, whole: ObjectId) => boolean;
}

/** Sorts. @throws AppError PLAN_CYCLE */
export function orderSteps(steps: readonly Step[], { orderOfKinds, isWithin }: OrderRules): readonly Step[] {
  const makers = new Map<ObjectId, Step[]>();
  for (const step of steps)
    for (const id of step.makes) {
      const list = makers.get(id);
      if (list === undefined) makers.set(id, [step]);
      else list.push(step);
    }
  const waitsFor = new Map<Step, Set<Step>>();
  const blocks = new Map<Step, Step[]>();
  const wishes: (readonly [step: Step, before: Step])[] = [];
  for (const step of steps) {
    const before = new Set(step.after);
    for (const id of step.needs)
      for (const maker of makers.get(id) ?? []) {
        // a part can be made before its whole is changed, and must be where the change is about the part
        const isAboutPart = maker.isAlteration && [step.subject, ...step.makes].some((part) => isWithin(part, maker.subject));
        if (isAboutPart) wishes.push([step, maker]);
        else before.add(maker);
      }
    before.delete(step);
    waitsFor.set(step, before);
  }
  const named = ([step, maker]: (typeof wishes)[number]) => `${step.subject} ${step.phase} ${maker.subject}`;
  wishes.sort((a, b) => (named(a) < named(b) ? -1 : 1));
  for (const [step, maker] of wishes) if (!waits(maker, step, waitsFor)) waitsFor.get(step)?.add(maker);
  for (const [step, before] of waitsFor)
    for (const other of before) {
      const list = blocks.get(other);
      if (list === undefined) blocks.set(other, [step]);
      else list.push(step);
    }
  const rank = (step: Step): readonly [number, number, string] => {
    const order = orderOfKinds(kindOf(step.subject));
    // dependents stand later in the registry, and go first
    return [phases[step.phase], step.phase === "drop" ? -order : order, step.subject];
  };
  const places = new Map([...steps].sort((a, b) => compare(rank(a), rank(b))).map((step, i) => [step, i]));
  const place = (step: Step) => places.get(step) ?? 0;
  const ready = new Heap(place);
  for (const step of steps) if (waitsFor.get(step)?.size === 0) ready.push(step);
  const ordered: Step[] = [];
  for (let step = ready.pop(); step !== undefined; step = ready.pop()) {
    ordered.push(step);
    for (const other of blocks.get(step) ?? []) {
      const waiting = waitsFor.get(other);
      if (waiting?.delete(step) === true && waiting.size === 0) ready.push(other);
    }
  }
  if (ordered.length < steps.length) throw cycleError(steps, waitsFor, new Set(ordered));
  return ordered;
}

/** True where the first waits for the second, or for whoever does. */
function waits(step: Step, other: Step, waitsFor: ReadonlyMap<Step, ReadonlySet<Step>>): boolean {
  const seen = new Set([step]);
  // a set grows while it is walked
  for (const at of seen) {
    if (at === other) return true;
    for (const before of waitsFor.get(at) ?? []) seen.add(before);
  }
  return false;
}

function compare(a: readonly [number, number, string], b: readonly [number, number, string]): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

function cycleError(steps: readonly Step[], waitsFor: ReadonlyMap<Step, ReadonlySet<Step>>, done: ReadonlySet<Step>): AppError {
  const path: Step[] = [];
  let at = steps.find((step) => !done.has(step));
  while (at !== undefined && !path.includes(at)) {
    path.push(at);
    at = [...(waitsFor.get(at) ?? [])].find((step) => !done.has(step));
  }
  const cycle = at === undefined ? path : path.slice(path.indexOf(at));
  const names = cycle.map((step) => `${step.subject} (${step.phase})`).join(" → ");
  return new AppError({ code: "PLAN_CYCLE", message: `No order of statements satisfies all dependencies: ${names}.` });
}

/** A binary heap of steps by their place. */
class Heap {
  readonly #items: Step[] = [];
  readonly #place: (step: Step) => number;

  constructor(place: (step: Step) => number) {
    this.#place = place;
  }

  push(step: Step): void {
    this.#items.push(step);
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfSmaller(at, parent)) break;
      at = parent;
    }
  }

  pop(): Step | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return first;
    this.#items[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < this.#items.length && this.#isSmaller(right, left) ? right : left;
      if (child >= this.#items.length || !this.#swapIfSmaller(child, at)) break;
      at = child;
    }
    return first;
  }

  #isSmaller(a: number, b: number): boolean {
    const [left, right] = [this.#items[a], this.#items[b]];
    return left !== undefined && right !== undefined && this.#place(left) < this.#place(right);
  }

  #swapIfSmaller(child: number, parent: number): boolean {
    const [a, b] = [this.#items[child], this.#items[parent]];
    if (a === undefined || b === undefined || this.#place(a) >= this.#place(b)) return false;
    this.#items[child] = b;
    this.#items[parent] = a;
    return true;
  }
}
