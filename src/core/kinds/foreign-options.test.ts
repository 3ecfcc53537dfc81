import { expect, test } from "vitest";
import type { NotCompared } from "../catalog/catalog.ts";
import { objectId } from "../catalog/object-id.ts";
import { foreignOptions } from "./foreign-options.ts";

const id = objectId("server", "ledger");
const read = (options: readonly string[] | null) => {
  const gaps: NotCompared[] = [];
  return { facts: foreignOptions(id, options, { notCompared: (gap) => gaps.push(gap) }), gaps };
};

test("options are sorted by name, and a value may contain an equal sign", () => {
  const { facts, gaps } = read(["port=5432", "host=a=b", "empty="]);
  expect(Object.entries(facts)).toEqual([
    ["empty", ""],
    ["host", "a=b"],
    ["port", "5432"],
  ]);
  expect(gaps).toEqual([]);
});

test("an option whose value the query cut off is null and is said by name", () => {
  const { facts, gaps } = read(["user=guest", "password"]);
  expect(facts).toEqual({ password: null, user: "guest" });
  expect(gaps).toEqual([{ what: id, why: "values that may be secret are never read: password" }]);
});

test("no options are an empty map", () => {
  expect(read(null)).toEqual({ facts: {}, gaps: [] });
});
