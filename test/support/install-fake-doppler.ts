/** Puts the fake Doppler command line on a PATH of its own. */

import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DopplerWorld } from "./doppler-world.ts";

/** An installed fake. */
export interface FakeDoppler {
  /** What a process needs in its environment to find and feed the fake. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of every call so far. */
  readonly calls: () => Promise<readonly (readonly string[])[]>;
}

/** Installs a `doppler` executable for this account into a folder of the test's own. */
export async function installFakeDoppler(folder: string, world: DopplerWorld): Promise<FakeDoppler> {
  const bin = join(folder, "bin");
  const worldFile = join(folder, "world.json");
  const log = join(folder, "calls.ndjson");
  await mkdir(bin, { recursive: true });
  await writeFile(worldFile, JSON.stringify(world));
  await writeFile(log, "");
  const loader = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib/jiti-cli.mjs");
  const script = fileURLToPath(new URL("fake-doppler.ts", import.meta.url));
  await writeFile(
    join(bin, "doppler"),
    `#!/bin/sh\nJITI_FS_CACHE=false exec "${process.execPath}" "${loader}" "${script}" "$@"\n`,
  );
  await chmod(join(bin, "doppler"), 0o755);
  const calls = async () => (await readFile(log, "utf8")).split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  return { env: { PATH: bin, FAKE_DOPPLER_WORLD: worldFile, FAKE_DOPPLER_LOG: log }, calls };
}
