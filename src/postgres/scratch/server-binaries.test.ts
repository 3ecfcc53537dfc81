import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkBinaries, parseServerVersion } from "./server-binaries.ts";

it("reads the version out of what distributions and betas print", () => {
  expect(parseServerVersion("postgres (PostgreSQL) 18.4")).toBe(180_004);
  expect(parseServerVersion("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)")).toBe(150_018);
  expect(parseServerVersion("postgres (PostgreSQL) 19beta2")).toBe(190_000);
  expect(parseServerVersion("command not found")).toBeUndefined();
});

it("says why a folder without a server cannot be used", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
  try {
    const check = await checkBinaries(folder, "system", undefined);
    expect(check).toEqual({ kind: "unusable", why: expect.stringContaining("ENOENT") });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
