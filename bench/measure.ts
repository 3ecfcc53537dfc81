/**
 * Runs programs as a user would, each in a process of its own from a cold start, and times them from before the spawn to the
 * exit. Contenders take turns, in an order that rotates, so that whatever else the machine does hits all of them alike.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A program that takes part. */
export interface Contender {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Exit codes that mean: it did its work and said the right thing. */
  readonly goodExits: readonly number[];
  /** Other arguments for the untimed run whose output is looked at, such as a machine-readable format. */
  readonly inspectedArgs?: readonly string[];
  /** Beside the few variables that are passed on to everybody. */
  readonly env?: Readonly<Record<string, string>>;
  /** Done before each run, and not timed. */
  readonly prepare?: () => Promise<void>;
}

/** What came of one contender; `failed` says why there is no number. */
export type Measurement =
  | {
      readonly kind: "measured";
      readonly samplesMs: readonly number[];
      readonly peakMemoryBytes?: number;
      readonly output: string;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** How to measure. */
export interface MeasureOptions {
  readonly runs: number;
  readonly progress: (line: string) => void;
}

const timeLimitMs = 600_000;
const peakMemoryHook = join(import.meta.dirname, "peak-memory.cjs");

/** One untimed round, which warms the server up and yields memory and output, then the timed rounds. */
export async function measure<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { runs, progress }: MeasureOptions,
): Promise<Readonly<Record<Name, Measurement>>> {
  // Object.keys forgets the names' type
  const names = Object.keys(contenders) as Name[];
  const failures = new Map<Name, string>();
  const firsts = new Map<Name, { readonly output: string; readonly peakMemoryBytes?: number }>();
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) {
    progress(`${contenders[name].name}: untimed run`);
    const first = await firstRun(contenders[name]);
    if ("failure" in first) failures.set(name, first.failure);
    else firsts.set(name, first);
  }
  for (let round = 0; round < runs; round++) {
    progress(`timed round ${round + 1} of ${runs}`);
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      if (failures.has(name)) continue;
      const ran = await run(contenders[name]);
      if (ran.failure === undefined) samples.get(name)?.push(ran.wallMs);
      else failures.set(name, ran.failure);
    }
  }
  const results = names.map((name): [Name, Measurement] => {
    const first = firsts.get(name);
    const reason = failures.get(name);
    if (first === undefined || reason !== undefined) return [name, { kind: "failed", reason: reason ?? "it did not run" }];
    return [name, { kind: "measured", samplesMs: samples.get(name) ?? [], ...first }];
  });
  // fromEntries forgets the names' type; every name has an entry
  return Object.fromEntries(results) as Readonly<Record<Name, Measurement>>;
}

interface FirstRun {
  readonly output: string;
  readonly peakMemoryBytes?: number;
}

async function firstRun(contender: Contender): Promise<FirstRun | { readonly failure: string }> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  try {
    const memoryFile = join(folder, "peak");
    const isNode = contender.file === process.execPath;
    const hooked = isNode ? { ...contender, args: ["--require", peakMemoryHook, ...contender.args] } : contender;
    const ran = await run(hooked, { output: true, env: { BENCH_PEAK_MEMORY_FILE: memoryFile } });
    if (ran.failure !== undefined) return { failure: ran.failure };
    const inspected = contender.inspectedArgs;
    const shown = inspected === undefined ? ran : await run({ ...contender, args: inspected }, { output: true });
    if (shown.failure !== undefined) return { failure: shown.failure };
    if (!existsSync(memoryFile)) return { output: shown.output };
    return { output: shown.output, peakMemoryBytes: Number(readFileSync(memoryFile, "utf8")) * 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Ran {
  readonly wallMs: number;
  readonly output: string;
  readonly failure: string | undefined;
}

interface RunOptions {
  /** Keep standard output; else it goes to the null device, for everybody. */
  readonly output?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

// nothing of the caller's configuration may reach the programs: database variables, npm's own, NODE_OPTIONS
const passedOn = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];

async function run(contender: Contender, options: RunOptions = {}): Promise<Ran> {
  await contender.prepare?.();
  const inherited = passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const startedAt = performance.now();
  const child = spawn(contender.file, contender.args, {
    cwd: tmpdir(),
    env: { ...Object.fromEntries(inherited), ...contender.env, ...options.env },
    stdio: ["ignore", options.output ? "pipe" : "ignore", "pipe"],
  });
  const texts = [collect(child.stdout), collect(child.stderr)];
  const limit = new AbortController();
  const timer = delay(timeLimitMs, undefined, { signal: limit.signal }).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
  const { code, error, endedAt } = await ended(child);
  limit.abort();
  const [[output = "", errors = ""]] = await Promise.all([Promise.all(texts), timer]);
  const wallMs = endedAt - startedAt;
  if (error !== undefined) return { wallMs, output, failure: error.message };
  if (code === null) return { wallMs, output, failure: wallMs >= timeLimitMs ? "no answer within ten minutes" : "it was killed" };
  return { wallMs, output, failure: contender.goodExits.includes(code) ? undefined : `exit ${code}: ${mainError(errors)}` };
}

interface Ended {
  readonly code: number | null;
  readonly error?: Error;
  readonly endedAt: number;
}

async function ended(child: ChildProcess): Promise<Ended> {
  return await new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, error, endedAt: performance.now() }));
    child.once("exit", (code) => resolve({ code, endedAt: performance.now() }));
  });
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = "";
  if (stream !== null) for await (const chunk of stream) text += chunk;
  return text;
}

/** The line that says what went wrong, without passwords. */
function mainError(errors: string): string {
  const lines = errors.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((candidate) => /error|failed|cannot/i.test(candidate)) ?? lines.at(-1) ?? "it said nothing";
  return line
    .trim()
    .replace(/:\/\/[^@\s]*@/g, "://")
    .slice(0, 200);
}
