import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findEmbeddedPackages, platformName } from "./embedded-binaries.ts";

it("names platforms as the packages do", () => {
  expect(platformName("linux", "x64")).toBe("linux-x64");
  expect(platformName("darwin", "arm64")).toBe("darwin-arm64");
  expect(platformName("win32", "x64")).toBe("windows-x64");
});

it("lists given folders before the installed package and passes over folders without one", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
  try {
    const root = join(folder, "pg16");
    mkdirSync(root);
    writeFileSync(join(root, "package.json"), JSON.stringify({ version: "16.14.0-beta.17" }));
    const found = findEmbeddedPackages([join(folder, "absent"), root]);
    expect(found[0]).toEqual({ root, major: 16, version: "16.14.0-beta.17" });
    expect(found.slice(1)).toEqual(findEmbeddedPackages([]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
