/** Who lints: ours cold, with a warm cache, with one changed file and on one file, beside squawk from npm on the same files. */

import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockstep, npmTool } from "./contenders.ts";
import { generateMigrations } from "./generate-migrations.ts";
import type { Contender } from "./measure.ts";

/** The contenders, ours first. */
export type LintName = "cold" | "cached" | "changed" | "one" | "squawk" | "squawkOne";

const squawk = npmTool("squawk-cli", "squawk");

/** Version of the other linter, for the head of the report. */
export const linterVersions = { "squawk-cli": squawk.version };

/** How many migrations there are; eleven statements each. */
export const lintedFiles = 1_000;

/** Everyone, on migrations written into `folder`. Findings are no failure: both then exit with a code of their own. */
export function linting(folder: string, seed: number): Readonly<Record<LintName, Contender>> {
  const files = generateMigrations(join(folder, "migrations"), lintedFiles, seed);
  const [first = ""] = files;
  const cache = join(folder, "cache");
  const other = join(folder, "empty-cache");
  const node = process.execPath;
  const ours = (name: string, places: readonly string[], more: Partial<Contender> = {}): Contender => ({
    name,
    file: node,
    args: [lockstep, "lint", ...places],
    env: { XDG_CACHE_HOME: cache },
    goodExits: [2],
    ...more,
  });
  const all = [join(folder, "migrations")];
  return {
    cold: ours("lockstep lint, nothing cached", all, {
      env: { XDG_CACHE_HOME: other },
      prepare: async () => rmSync(other, { recursive: true, force: true }),
    }),
    cached: ours("lockstep lint, nothing changed", all),
    // what it appends is new each time, and is judged
    changed: ours("lockstep lint, one file changed", all, {
      prepare: async () => appendFileSync(files.at(-1) ?? "", "-- more\n"),
    }),
    one: ours("lockstep lint, one file alone", [first]),
    squawk: { name: "squawk, all files", file: node, args: [squawk.file, ...files], goodExits: [1] },
    squawkOne: { name: "squawk, one file alone", file: node, args: [squawk.file, first], goodExits: [1] },
  };
}
