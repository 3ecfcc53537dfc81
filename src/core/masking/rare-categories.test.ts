import { describe, expect, it } from "vitest";
import { rareCategories } from "./rare-categories.ts";

describe("rareCategories", () => {
  it("counts values that few rows have, and those rows", () => {
    expect(rareCategories([500, 400, 4, 1])).toEqual({ values: 2, rows: 5 });
    expect(rareCategories([500, 400, 4, 1], 3)).toEqual({ values: 1, rows: 1 });
  });

  it("has nothing to say of columns where nothing or everything is rare", () => {
    expect(rareCategories([500, 400])).toBeNull();
    expect(rareCategories(Array.from({ length: 1000 }, () => 1))).toBeNull();
    expect(rareCategories([])).toBeNull();
  });
});
