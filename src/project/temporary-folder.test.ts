import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { makeTemporaryFolder } from "./temporary-folder.ts";

afterEach(() => vi.unstubAllEnvs());

it("makes a folder and removes it with what is in it", async () => {
  const folder = await makeTemporaryFolder("lockstep-test");
  await writeFile(join(folder.path, "file"), "");
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
  await folder.remove();
});

it("says what is wrong with TMPDIR and how to set it", async () => {
  vi.stubEnv("TMPDIR", "/no/such/folder");
  await expect(makeTemporaryFolder("lockstep-test")).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    message: "No temporary folder can be made in /no/such/folder: it does not exist.",
    hint: expect.stringContaining("export TMPDIR=/tmp"),
  });
});

it("leaves nothing behind when the process exits first", async () => {
  const folder = await makeTemporaryFolder("lockstep-test");
  const added = process.listeners("exit").at(-1);
  added?.call(process, 0);
  expect(existsSync(folder.path)).toBe(false);
  await folder.remove();
  expect(process.listeners("exit")).not.toContain(added);
});
