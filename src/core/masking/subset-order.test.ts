/** Tables in an order in which whatever is referred to comes first. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referenceOrder } from "./subset-order.ts";

const reference = (from: string, to: string) => ({ from, to });

describe("the order of tables", () => {
  it("puts what is referred to first, and a circle into one group", () => {
    const tables = ["orders", "users", "teams", "items", "logs"];
    const references = [
      reference("orders", "users"),
      reference("items", "orders"),
      reference("users", "teams"),
      reference("teams", "users"),
      reference("users", "users"),
    ];
    expect(referenceOrder(tables, references)).toEqual([["teams", "users"], ["orders"], ["items"], ["logs"]]);
  });

  it("holds for any graph: every reference leads to an earlier group or stays within its own", () => {
    const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
    const name = fc.constantFrom(...names);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 40 }), (pairs) => {
        const groups = referenceOrder(
          names,
          pairs.map(([from, to]) => reference(from, to)),
        );
        const place = new Map(groups.flatMap((group, i) => group.map((table) => [table, i] as const)));
        expect([...place.keys()].sort()).toEqual([...names].sort());
        for (const [from, to] of pairs) expect(place.get(to) ?? 0).toBeLessThanOrEqual(place.get(from) ?? 0);
        // who is in a group with another one is led back to it
        const reach = (start: string) => {
          const seen = new Set<string>();
          const queue = [start];
          for (let at = queue.pop(); at !== undefined; at = queue.pop())
            for (const [from, to] of pairs)
              if (from === at && !seen.has(to)) {
                seen.add(to);
                queue.push(to);
              }
          return seen;
        };
        for (const group of groups) for (const a of group) for (const b of group) if (a !== b) expect(reach(a).has(b)).toBe(true);
      }),
    );
  });

  it("follows a chain that is longer than any stack", () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => `t${String(i).padStart(5, "0")}`);
    const references = chain.slice(1).map((table, i) => reference(chain[i] ?? "", table));
    expect(referenceOrder(chain, references)[0]).toEqual(["t49999"]);
  });
});
