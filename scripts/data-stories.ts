/**
 * `npm run data-stories`: what changing rows looks like, played on real servers: 200,000 tokens encrypted under an application and killed twice, a type
 * change without downtime, a masked copy. Every line is one that a user types, and the first claim that does not hold ends it with exit 1.
 * `-- --rows 20000` plays with fewer, `-- --only tokens|type|copy` one of them, `-- --major 15` on another server.
 */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../test/support/postgres.ts";
import { bundle } from "./bundle.ts";
import { DataStory } from "./data-stories/data-story.ts";
import { maskedCopy } from "./data-stories/masked-copy.ts";
import { tokensEncrypted } from "./data-stories/tokens-encrypted.ts";
import { typeChanged } from "./data-stories/type-changed.ts";

const rows = Number(valueAfter("--rows") ?? "200000");
const only = valueAfter("--only");
const stories = { tokens: tokensEncrypted, type: typeChanged, copy: maskedCopy };
if (!Number.isInteger(rows) || rows < 1_000 || (only !== null && !(only in stories))) {
  process.stderr.write(`--rows takes at least 1000, --only one of ${Object.keys(stories).join(", ")}\n`);
  process.exit(4);
}
// inside node_modules, so that the program's packages are found
const cache = join(import.meta.dirname, "../node_modules/.cache");
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, "data-stories-"));
const server = await startServer(Number(valueAfter("--major") ?? "18"));
const started = performance.now();
let checks = 0;
try {
  await bundle(folder);
  for (const [name, play] of Object.entries(stories)) {
    if (only !== null && only !== name) continue;
    const story = await DataStory.open(server, join(folder, "cli/main.js"), (text) => void process.stdout.write(text));
    try {
      await play(story, rows);
    } finally {
      await story.close();
      checks += story.checks;
    }
  }
  process.stdout.write(`\n${checks} checks, 0 failed, ${Math.round((performance.now() - started) / 1_000)} s\n`);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function valueAfter(flag: string): string | null {
  const at = process.argv.indexOf(flag);
  return at === -1 ? null : (process.argv[at + 1] ?? "");
}
