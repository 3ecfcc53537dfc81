import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { orderSteps } from "./order-steps.ts";
import { newStep, type Step } from "./step.ts";

const id = (name: string): ObjectId => objectId("table", name);
const rules = { orderOfKinds: () => 0, isWithin: (part: ObjectId, whole: ObjectId) => part !== whole && part.startsWith(whole) };
const names = (steps: readonly Step[]) => steps.map(({ subject, phase }) => `${phase} ${subject.slice("table:".length)}`);

describe("steps are put in order", () => {
  it("drops first, then what is made, then what can wait", () => {
    const steps = [newStep(id("c"), "late", []), newStep(id("b"), "make", []), newStep(id("a"), "drop", [])];
    expect(names(orderSteps(steps, rules))).toEqual(["drop a", "make b", "late c"]);
  });

  it("by what they need, whatever their phase", () => {
    const late = newStep(id("a"), "late", [], { makes: [id("a")] });
    const user = newStep(id("b"), "make", [], { needs: [id("a")] });
    expect(names(orderSteps([user, late], rules))).toEqual(["late a", "make b"]);
  });

  it("an alteration that waits for a part does not hold the part up", () => {
    const whole = newStep(id("whole"), "make", [], { isAlteration: true, makes: [id("whole")], needs: [id("part")] });
    const part = newStep(id("whole2"), "make", [], { makes: [id("part")], needs: [id("whole")] });
    expect(names(orderSteps([whole, part], rules))).toEqual(["make whole2", "make whole"]);
    const index = newStep(id("index"), "late", [], { makes: [id("part")], needs: [id("column")] });
    const column = newStep(id("whole3"), "make", [], { makes: [id("column")], needs: [id("whole")] });
    expect(names(orderSteps([whole, column, index], rules))).toEqual(["make whole3", "late index", "make whole"]);
  });

  it("or not at all: a circle is named", () => {
    const a = newStep(id("a"), "make", [], { makes: [id("a")], needs: [id("b")] });
    const b = newStep(id("b"), "make", [], { makes: [id("b")], needs: [id("a")] });
    expect(() => orderSteps([a, b], rules)).toThrow(AppError);
    expect(() => orderSteps([a, b], rules)).toThrow("table:a (make) → table:b (make)");
  });

  it("the same for the same steps in any order, with every need before its user", () => {
    const edges = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 60 });
    fc.assert(
      fc.property(edges, fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }), (pairs, seeds) => {
        const needs = (i: number) => pairs.flatMap(([a, b]) => (a === i && b < i ? [id(`t${b}`)] : []));
        const steps = seeds.map((_, i) => newStep(id(`t${i}`), "make", [], { makes: [id(`t${i}`)], needs: needs(i) }));
        const shuffled = [...steps].sort((a, b) => (seeds[steps.indexOf(a)] ?? 0) - (seeds[steps.indexOf(b)] ?? 0));
        const ordered = orderSteps(steps, rules);
        expect(names(orderSteps(shuffled, rules))).toEqual(names(ordered));
        const places = new Map(ordered.map(({ subject }, i) => [subject, i]));
        for (const step of steps)
          for (const need of step.needs) expect(places.get(need)).toBeLessThan(places.get(step.subject) ?? -1);
      }),
    );
  });
});
