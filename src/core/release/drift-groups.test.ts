import { expect, it } from "vitest";
import { type DriftGroup, tablesToWrite } from "./drift-groups.ts";

const group = (...tables: readonly string[]): DriftGroup => ({ tables, changes: 1, files: [], drops: [] });

it("has files written only for groups with tables that no file makes and that lose nothing", () => {
  const groups = [
    { ...group("public.made"), files: ["20261101000000_made.sql"] },
    group("public.users", "billing.invoices"),
    // its line would have no --tables, and write all of the drift
    group(),
    { ...group("public.legacy"), drops: ["table:public.legacy"] },
  ];
  expect(tablesToWrite(groups)).toEqual([["users", "billing.invoices"]]);
});
