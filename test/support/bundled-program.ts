/** The program as the package has it, for tests of what users start: bundled afresh, so that no stale build is tested. */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { bundle } from "../../scripts/bundle.ts";

// inside node_modules, so that its packages are found
const cache = join(import.meta.dirname, "../../node_modules/.cache");

/** Bundles it once for the calling file; the returned function gives the path of its `cli/main.js`. */
export function useBundledProgram(): () => string {
  let folder: string | undefined;
  beforeAll(async () => {
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "program-test-"));
    await bundle(folder);
  });
  afterAll(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (folder === undefined) throw new Error("the program is bundled in beforeAll: ask for it inside a test or hook");
    return join(folder, "cli/main.js");
  };
}
