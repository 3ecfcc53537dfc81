import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, editDistance } from "./did-you-mean.ts";

describe("didYouMean", () => {
  it("names the nearest candidate", () => {
    expect(didYouMean("stagin", ["dev", "staging", "production"])).toBe("staging");
    expect(didYouMean("porduction", ["dev", "staging", "production"])).toBe("production");
  });

  it("takes a word that begins a candidate", () => {
    expect(didYouMean("prod", ["dev", "staging", "production"])).toBe("production");
  });

  it("stays silent when nothing is near", () => {
    expect(didYouMean("qa", ["dev", "staging", "production"])).toBeNull();
    expect(didYouMean("prd", ["dev"])).toBeNull();
    expect(didYouMean("x", [])).toBeNull();
  });

  it("ignores case and returns the candidate as it is written", () => {
    expect(didYouMean("DATABSE_URL", ["Database_Url"])).toBe("Database_Url");
  });
});

describe("editDistance", () => {
  it("counts a swap of neighbours once", () => {
    expect(editDistance("tabel", "table")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });

  it("is zero exactly for equal words and the same both ways", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
