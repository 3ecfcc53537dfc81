/**
 * `npm run twelve-weeks`: a team's twelve weeks to its launch, played in minutes on real servers. Every line is one that a user types, every
 * claim is checked, and the first that does not hold ends it with exit 1. `-- --weeks 2` plays only the first two; `-- --major 15` plays on a
 * server of test/servers, for a machine whose pg_dump is older than the embedded server.
 */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { playWeeks, weeks } from "./twelve-weeks/play.ts";

const count = numberAfter("--weeks") ?? weeks.length;
const major = numberAfter("--major") ?? 18;
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(major)) {
  process.stderr.write("--weeks takes 1 to 12, or 13 for the launch too; --major takes 14 to 18\n");
  process.exit(4);
}
// inside node_modules, so that the program's packages are found
const cache = join(import.meta.dirname, "../node_modules/.cache");
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, "twelve-weeks-"));
try {
  await bundle(folder);
  const { error } = await playWeeks({
    program: join(folder, "cli/main.js"),
    count,
    major,
    print: (text) => void process.stdout.write(text),
  });
  if (error !== null) {
    process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function numberAfter(flag: string): number | null {
  const at = process.argv.indexOf(flag);
  return at === -1 ? null : Number(process.argv[at + 1]);
}
