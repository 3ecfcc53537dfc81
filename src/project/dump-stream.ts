/**
 * Runs pg_dump and passes on what it writes while it is counted and hashed. The receiver learns that the stream has ended only after
 * pg_dump has said that it went well: a program that stores what it reads must not take half a dump for a whole one.
 */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../core/message-of.ts";
import type { Variables } from "./run-process.ts";

/** What to run. */
export interface DumpRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Variables;
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** Told bytes so far, at most a few times per second. */
  readonly onBytes: (bytes: number) => void;
}

/** How it ended; `failure` is null when pg_dump and the receiver both took it for done. */
export interface DumpResult {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** What pg_dump, or the receiver, said. */
  readonly failure: string | null;
}

/** Where the bytes go. */
export interface DumpReceiver {
  readonly stream: Writable;
  /** The dump is whole: keep it. Null, or why it could not be kept. */
  readonly finish: () => Promise<string | null>;
  /** The dump is not whole: keep nothing of it. */
  readonly discard: () => Promise<void>;
}

const tellEveryMs = 250;
const keptErrors = 8_192;

/** Runs pg_dump into a receiver. @throws the signal's reason when it aborts; then nothing was kept */
export async function streamDump(run: DumpRun, receiver: DumpReceiver): Promise<DumpResult> {
  const { signal } = run;
  signal?.throwIfAborted();
  const child = spawn(run.program, run.args, {
    cwd: run.cwd,
    env: { ...run.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const kill = () => killGroup(child.pid);
  signal?.addEventListener("abort", kill, { once: true });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptErrors);
  });
  const ended = new Promise<string | null>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? null : errors.trim() || `it ended with ${code ?? "a signal"}`));
  });
  const meter = new Meter(run.onBytes);
  try {
    // not ended here: see above
    const carried = await pipeline(child.stdout, meter, receiver.stream, { end: false }).then(
      () => null,
      (error: unknown) => {
        kill();
        return messageOf(error);
      },
    );
    const dumped = await ended;
    signal?.throwIfAborted();
    // a receiver that broke makes pg_dump fail too: its reason is the first
    const failure = carried ?? dumped ?? (await receiver.finish());
    if (failure !== null) await receiver.discard();
    return { bytes: meter.bytes, sha256: meter.digest(), failure };
  } catch (error) {
    await receiver.discard();
    throw error;
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

class Meter extends Transform {
  bytes = 0;
  readonly #hash = createHash("sha256");
  readonly #tell: (bytes: number) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(tell: (bytes: number) => void) {
    super();
    this.#tell = tell;
    this.#timer = setInterval(() => this.#tell(this.bytes), tellEveryMs).unref();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#timer);
    done(error);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it ended by itself in the meantime
  }
}
