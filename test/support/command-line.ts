/** Lines of Lockstep run inside the test's own process: everything but `main.ts`, without a bundle and without starting Node. */

import { appendFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { runCli } from "../../src/cli/run-cli.ts";
import type { Ended } from "./run-program.ts";

/** Runs one line in a folder with exactly this environment; 100 cells wide. */
export async function runLine(
  words: readonly string[],
  {
    cwd,
    env,
    columns = 100,
  }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly columns?: number },
): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof text) => ({
    isTty: false,
    columns,
    write: async (part: string) => {
      text[name] += part;
    },
  });
  const code = await runCli({
    argv: words,
    env: { COLUMNS: String(columns), ...env },
    cwd,
    osUser: () => "tester",
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    writeBytes: async (bytes) => {
      text.stdout += Buffer.from(bytes).toString("latin1");
    },
    signal: new AbortController().signal,
    now: Date.now,
    every: () => () => undefined,
    save: async (path, content, how) => (how === "append" ? appendFileSync : writeFileSync)(resolve(cwd, path), content),
    ask: null,
    askText: null,
  });
  return { code, ...text };
}
