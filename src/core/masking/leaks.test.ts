import { describe, expect, it } from "vitest";
import { columnTraits, maskingKey } from "../../../test/support/column-traits.ts";
import { leakIndex, leaksIn } from "./leaks.ts";
import type { Mask } from "./mask.ts";
import { maskerFor } from "./maskers-for.ts";

const found = (sources: readonly string[], target: string, isPermuted = false) =>
  leaksIn(leakIndex(sources), [target], isPermuted).values === 1;

describe("the leak test", () => {
  it("finds a masked value wherever it stands", () => {
    expect(found(["Ada@Lovelace.org"], "asked by ada@lovelace.org, twice")).toBe(true);
    expect(found(["ada@lovelace.org"], '{"mail": "ada@lovelace.org"}')).toBe(true);
    expect(found(["Erika Musterfrau"], "call Erika Musterfrau back")).toBe(true);
    expect(found(["sk_live_4eC39HqLyjWD"], "https://x.org/?key=sk_live_4eC39HqLyjWD;")).toBe(true);
    expect(found(["sk_live_4eC39HqLyjWD"], "key: sk_live_4eC39HqLyjWD")).toBe(true);
  });

  it("finds a telephone number in another grouping", () => {
    expect(found(["+49 170 1234567"], "reach me at +49-170-123-4567 today")).toBe(true);
    expect(found(["+49 170 1234567"], "+49 170 1234568")).toBe(false);
  });

  it("finds five words of a longer text", () => {
    const note = "the patient was told that her results came back early";
    expect(found([note], "summary: told that her results came in")).toBe(true);
    expect(found([note], "the patient was in")).toBe(false);
  });

  it("does not take common or made-up words for a leak", () => {
    expect(found(["Anna Schmidt"], "Anna Schmidt")).toBe(false);
    expect(found(["call back"], "please call back")).toBe(false);
    expect(found(["2024-01-31", "12345", "berlin"], "2024-01-31 12345 berlin")).toBe(false);
    expect(
      found(
        Array.from({ length: 9 }, (_, i) => `shop-4711 ${i}`),
        "shop-4711",
      ),
    ).toBe(false);
  });

  it("lets a permutation write what may be another's number", () => {
    expect(found(["01701234567"], "01701234567", true)).toBe(false);
    expect(found(["01701234567"], "01701234567")).toBe(true);
  });

  it("finds nothing in what masks write", () => {
    const cases: readonly (readonly [Mask, (i: number) => string])[] = [
      [{ kind: "email" }, (i) => `user${i}@customer.org`],
      [{ kind: "name" }, (i) => `Erika Musterfrau${i}`],
      [{ kind: "token" }, (i) => `tok_${i}aB3dE5fG7hJ9kL1m`],
      [{ kind: "text" }, (i) => `customer ${i} called because parcel ${i * 7} did not arrive on time`],
      [{ kind: "uuid" }, (i) => `7ab83d10-4513-4b7c-ad3a-${String(i).padStart(12, "0")}`],
    ];
    for (const [mask, value] of cases) {
      const sources = Array.from({ length: 5_000 }, (_, i) => value(i));
      const masked = maskerFor(mask, columnTraits(), maskingKey).mask(sources);
      expect(leaksIn(leakIndex(sources), masked)).toEqual({ values: 0, different: 0 });
      expect(leaksIn(leakIndex(sources), sources).values).toBe(5_000);
    }
  });
});
