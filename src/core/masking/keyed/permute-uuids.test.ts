import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permuteUuids } from "./permute-uuids.ts";

const permute = permuteUuids(Buffer.alloc(32, 1));

describe("permuteUuids", () => {
  it("keeps UUIDs apart, with their version and variant", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 100 }), (uuids) => {
        const permuted = permute(uuids);
        expect(new Set(permuted).size).toBe(uuids.length);
        permuted.forEach((uuid, i) => {
          expect(uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
          expect(uuid.charAt(14)).toBe(uuids[i]?.charAt(14));
          expect(Number.parseInt(uuid.charAt(19), 16) >> 2).toBe(Number.parseInt(uuids[i]?.charAt(19) ?? "", 16) >> 2);
        });
      }),
    );
  });

  it("moves every bit that it permutes, for neighbours too", () => {
    const base = "00000000-0000-4000-8000-00000000000";
    const permuted = permute(Array.from({ length: 16 }, (_, i) => `${base}${i.toString(16)}`));
    const bits = permuted.map((uuid) => BigInt(`0x${uuid.replaceAll("-", "")}`));
    const seen = bits.reduce((mask, bit) => mask | bit, 0n) & ~bits.reduce((mask, bit) => mask & bit, 2n ** 128n - 1n);
    const count = seen.toString(2).replaceAll("0", "").length;
    expect(count).toBeGreaterThan(118);
    expect(count).toBeLessThanOrEqual(122);
  });
});
