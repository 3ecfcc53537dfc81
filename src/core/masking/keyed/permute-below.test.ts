import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permuteBelow } from "./permute-below.ts";

const permute = permuteBelow(Buffer.alloc(32, 1));

function all(size: number, tweak = 0): readonly bigint[] {
  const values = Array.from({ length: size }, (_, i) => BigInt(i));
  return permute({ values, sizes: values.map(() => BigInt(size)), tweaks: values.map(() => tweak) });
}

describe("permuteBelow", () => {
  it("takes every number of a set to exactly one of the same set", () => {
    for (const size of [1, 2, 3, 5, 10, 36, 97, 1000, 4097]) {
      const sorted = [...all(size)].sort((a, b) => Number(a - b));
      expect(sorted).toEqual(Array.from({ length: size }, (_, i) => BigInt(i)));
    }
  });

  it("is another permutation for each tweak and key", () => {
    expect(all(1000, 1)).not.toEqual(all(1000, 2));
    const other = permuteBelow(Buffer.alloc(32, 2));
    const values = [5n, 6n, 7n];
    expect(other({ values, sizes: [1000n, 1000n, 1000n], tweaks: [1, 1, 1] })).not.toEqual(all(1000, 1).slice(5, 8));
  });

  it("keeps numbers of up to 64 bits apart and within their set", () => {
    const size = 2n ** 64n;
    fc.assert(
      fc.property(fc.uniqueArray(fc.bigInt({ min: 0n, max: size - 1n }), { maxLength: 200 }), (values) => {
        const permuted = permute({ values, sizes: values.map(() => size), tweaks: values.map(() => 0) });
        expect(new Set(permuted).size).toBe(values.length);
        expect(permuted.every((value) => value >= 0n && value < size)).toBe(true);
      }),
    );
  });

  it("gives a number the same image in whatever company", () => {
    const [alone] = permute({ values: [123n], sizes: [10_000n], tweaks: [7] });
    const together = permute({ values: [1n, 123n, 9n], sizes: [3n, 10_000n, 70_000n], tweaks: [1, 7, 2] });
    expect(together[1]).toBe(alone);
  });
});
