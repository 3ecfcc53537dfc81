import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readPostmasterFile } from "./postmaster-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (...lines: readonly string[]): void => writeFileSync(join(folder, "postmaster.pid"), lines.join("\n"));

it("sees no server while the file is missing or empty", () => {
  expect(readPostmasterFile(folder)).toBeUndefined();
  write("");
  expect(readPostmasterFile(folder)).toBeUndefined();
});

it("tells a starting server from one that takes connections", () => {
  const head = ["4711", folder, "1795384800", "5432", "", "127.0.0.1", "  1234567  32768"];
  write(...head, "starting");
  expect(readPostmasterFile(folder)).toEqual({ pid: 4711, isReady: false });
  write(...head, "ready   ", "");
  expect(readPostmasterFile(folder)).toEqual({ pid: 4711, isReady: true });
});
