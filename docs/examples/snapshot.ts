/** Keeps a picture of production, and tells later what has changed since. */

import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { diff, formatSnapshot, inspect, parseSnapshot } from "lockstep";

const file = "production.snapshot.json";
const now = await inspect("production");

if (existsSync(file)) {
  const before = parseSnapshot(await readFile(file, "utf8"), file);
  const { summary } = await diff(before, now);
  console.log(`since the last time: ${summary.add} new, ${summary.remove} gone, ${summary.alter} altered`);
}
await writeFile(file, formatSnapshot(now));
console.log(`${now.name}: ${now.objects.size} objects, ${now.fingerprint}`);
