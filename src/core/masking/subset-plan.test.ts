/** How much of each table comes, by rules that a person can foretell. */

import { describe, expect, it } from "vitest";
import type { CopyReference } from "./copy-table.ts";
import { planSubset, type SubsetWish } from "./subset-plan.ts";

const reference = (from: string, to: string): CopyReference => ({
  name: `${from}_${to}`,
  from,
  columns: [`${to}_id`],
  to,
  toColumns: ["id"],
  isFull: false,
  isVirtual: false,
  isProven: true,
});
const sizes: Readonly<Record<string, number>> = {
  accounts: 500,
  users: 90_000,
  orders: 900_000,
  products: 40_000,
  countries: 200,
  logs: 800_000,
};
const wish = (more: Partial<SubsetWish>): SubsetWish => ({
  tables: Object.keys(sizes),
  references: [
    reference("users", "accounts"),
    reference("users", "countries"),
    reference("users", "users"),
    reference("orders", "users"),
    reference("orders", "products"),
  ],
  roots: [],
  percent: null,
  rows: (table) => sizes[table] ?? 0,
  wholeUnder: 10_000,
  follow: "children",
  ...more,
});
const shares = (more: Partial<SubsetWish>) =>
  Object.fromEntries([...planSubset(wish(more))].map(([table, { kind }]) => [table, kind]));

describe("the plan of a subset", () => {
  it("takes everything where nobody chose", () => {
    expect(new Set(Object.values(shares({})))).toEqual(new Set(["whole"]));
  });

  it("takes the children of what was chosen, small tables whole, and of large ones what is needed", () => {
    expect(shares({ roots: [{ table: "accounts", where: "true" }] })).toEqual({
      accounts: "root",
      users: "children",
      orders: "children",
      products: "needed",
      countries: "whole",
      logs: "needed",
    });
    expect(shares({ roots: [{ table: "orders", where: "true" }], follow: "none" })).toMatchObject({
      orders: "root",
      users: "needed",
      accounts: "whole",
    });
  });

  it("finds the tables that a percentage begins with: large, and not led to by another large one", () => {
    expect(shares({ percent: 1 })).toMatchObject({
      users: "root",
      products: "root",
      logs: "root",
      orders: "children",
      accounts: "whole",
    });
    // in a circle with orders, users are reached from products as well
    const circle = [...wish({}).references, reference("users", "orders")];
    expect(shares({ percent: 1, references: circle })).toMatchObject({
      users: "children",
      products: "root",
      logs: "root",
      orders: "children",
    });
    // what a condition reaches needs no percentage of its own
    const mixed = planSubset(wish({ percent: 1, roots: [{ table: "users", where: "id = 1" }] }));
    expect(mixed.get("users")).toEqual({ kind: "root", where: ["id = 1"] });
    expect(mixed.get("logs")).toEqual({ kind: "root", where: [null] });
  });
});
