/** Sets of rows by place behave as sets do. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SubsetRows } from "./subset-rows.ts";

const places = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat(40), fc.integer({ min: 1, max: 300 })), { maxLength: 200 });

describe("a set of rows", () => {
  it("holds each place once and gives all of them back in order, in lists that are not too long", () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 20 }), (added, most) => {
        const rows = new SubsetRows();
        const known = new Set<string>();
        for (const [part, block, item] of added) {
          const id = `${part} (${block},${item})`;
          expect(rows.add(part, `(${block},${item})`)).toBe(!known.has(id));
          known.add(id);
        }
        const batches = [...rows.batches(most)];
        expect(batches.every((batch) => batch.places.length <= most && batch.places.length > 0)).toBe(true);
        const given = batches.flatMap((batch) => batch.places.map((place) => `${batch.part} ${place}`));
        expect([...given].sort()).toEqual([...known].sort());
        expect(rows.size).toBe(known.size);
        const ofOne = batches
          .filter(({ part }) => part === "a")
          .flatMap((batch) => batch.places.map((p) => p.slice(1, -1).split(",").map(Number)));
        const order = (p: readonly number[]) => (p[0] ?? 0) * 1_000 + (p[1] ?? 0);
        expect(ofOne.map(order)).toEqual(ofOne.map(order).sort((a, b) => a - b));
      }),
    );
  });

  it("keeps a million rows in some megabytes", () => {
    const rows = new SubsetRows();
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    for (let i = 0; i < 1_000_000; i++) rows.add("a", `(${Math.floor(i / 60)},${(i % 60) + 1})`);
    expect(rows.size).toBe(1_000_000);
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before).toBeLessThan(60 * 1024 * 1024);
  });
});
