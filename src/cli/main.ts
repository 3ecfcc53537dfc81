/** The process: its words, streams, signals and exit code. Everything else is in `run-cli.ts` and knows no process. */

import { writeSync } from "node:fs";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { type CliWorld, runCli } from "./run-cli.ts";

// Postgres' parser is WebAssembly, and a run is over before code that was compiled a second time, with care, pays for that.
setFlagsFromString("--liftoff-only");

const interruption = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    // The first asks the work to stop at a safe point; who asks twice means now.
    if (interruption.signal.aborted) {
      writeSync(
        2,
        "\nerror INTERRUPTED  Stopped at once. What was not committed is rolled back.\n  try: The same command again\n",
      );
      process.exit(130);
    }
    interruption.abort();
  });
}

const exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  osUser,
  stdout: stream(process.stdout),
  stderr: stream(process.stderr),
  writeBytes: (bytes) =>
    new Promise((resolve, reject) => void process.stdout.write(bytes, (error) => (error == null ? resolve() : reject(error)))),
  signal: interruption.signal,
  now: () => performance.now(),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds).unref();
    return () => clearInterval(timer);
  },
  save,
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : null,
  askText: process.stdin.isTTY === true && process.stderr.isTTY === true ? askText : null,
});
// Everything is written by now; a connection that somebody forgot must not keep the terminal waiting.
process.exit(exitCode);

function stream(target: NodeJS.WriteStream): CliWorld["stdout"] {
  // `lockstep … | head` closes the pipe early, which is no mistake of anybody; a full disk must not pass for a verdict.
  target.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    if (target !== process.stderr) writeSync(2, `error FILE_UNWRITABLE  The output could not be written: ${error.message}\n`);
    process.exit(1);
  });
  return {
    isTty: target.isTTY === true,
    columns: target.columns,
    write: (text) => new Promise((resolve) => void (text === "" ? resolve() : target.write(text, () => resolve()))),
  };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? ""; // a container may run as a number that has no name
  }
}

async function save(path: string, text: string, how: "replace" | "append"): Promise<void> {
  const absolute = resolve(process.cwd(), path);
  try {
    await makeFolder(dirname(absolute));
    await (how === "append" ? appendFile : writeFile)(absolute, text);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new AppError({ code: "FILE_UNWRITABLE", message: `${path} could not be written: ${reason}`, cause });
  }
}

// On stderr, because stdout may be a file that gets the SQL.
async function ask(question: string): Promise<boolean> {
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message: question, default: false }, { output: process.stderr, signal: interruption.signal });
}

async function askText(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(`${question}: `, { signal: interruption.signal });
  } finally {
    lines.close();
  }
}

// Not mkdir's own `recursive`: where a file system refuses new folders with ENOENT, as /proc does, that never returns.
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
