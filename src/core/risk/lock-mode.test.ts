import { describe, expect, it } from "vitest";
import { blocksReads, blocksWrites, conflicts, lockModes, strongerLock } from "./lock-mode.ts";

describe("lock modes", () => {
  it("conflict both ways alike, and as the table of the documentation counts them", () => {
    for (const one of lockModes) for (const other of lockModes) expect(conflicts(one, other)).toBe(conflicts(other, one));
    expect(lockModes.map((one) => lockModes.filter((other) => conflicts(one, other)).length)).toEqual([1, 2, 4, 5, 5, 6, 7, 8]);
  });

  it("block writes where they conflict with ROW EXCLUSIVE, and reads where with ACCESS SHARE", () => {
    for (const mode of lockModes) {
      expect(blocksWrites(mode)).toBe(conflicts(mode, "ROW EXCLUSIVE"));
      expect(blocksReads(mode)).toBe(conflicts(mode, "ACCESS SHARE"));
    }
  });

  it("are the stronger the later they stand", () => {
    expect(strongerLock("SHARE", "ROW SHARE")).toBe("SHARE");
    expect(strongerLock("SHARE", "EXCLUSIVE")).toBe("EXCLUSIVE");
  });
});
