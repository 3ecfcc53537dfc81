/**
 * Runs another program and collects what it says. Never through a shell, never with a terminal, always with a
 * deadline: a tool that waits for an answer nobody can give must not hang the command that asked it.
 */

import { spawn } from "node:child_process";

/** Environment variables, as `process.env` has them. */
export type Variables = { readonly [name: string]: string | undefined };

/** How to run a program. */
export interface ProcessOptions {
  /** The whole environment of the program; secrets travel here, never in its arguments. */
  readonly env: Variables;
  readonly cwd: string;
  /** After this many milliseconds the program and its children are killed. */
  readonly deadlineMs: number;
  /** More output than this ends the program. Default 4 MiB: no secret is as long. */
  readonly maximumOutputBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a program ended. */
export type ProcessResult =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-runnable"; readonly reason: string }
  | { readonly kind: "timed-out"; readonly stderr: string };

/** Runs `command` with its arguments; see {@link runProcess}. */
export type RunProcess = (command: string, args: readonly string[], options: ProcessOptions) => Promise<ProcessResult>;

const mebibyte = 1024 * 1024;

/**
 * Runs a program to its end. A death by signal counts as exit code 128 + 15.
 * @throws the signal's reason when `signal` aborts; everything else is a result.
 */
export const runProcess: RunProcess = (command, args, options) => {
  const { signal, maximumOutputBytes = 4 * mebibyte } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    // Its own process group, so that a deadline reaches the children of a wrapper script too.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    let ending: "deadline" | "aborted" | "too-much" | null = null;
    const end = (why: typeof ending) => {
      ending ??= why;
      killGroup(child.pid);
      // A grandchild that left the group may hold the pipes open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maximumOutputBytes) end("too-much");
      else into.push(chunk);
    };
    const timer = setTimeout(() => end("deadline"), options.deadlineMs);
    const onAbort = () => end("aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    child.stdout.on("data", collect(stdout));
    child.stderr.on("data", collect(stderr));
    child.on("error", (error: NodeJS.ErrnoException) => {
      settle();
      resolve(error.code === "ENOENT" ? { kind: "not-found" } : { kind: "not-runnable", reason: error.code ?? error.message });
    });
    child.on("close", (code) => {
      settle();
      const errors = Buffer.concat(stderr).toString("utf8");
      if (ending === "aborted") reject(signal?.reason);
      else if (ending === "deadline") resolve({ kind: "timed-out", stderr: errors });
      else if (ending === "too-much")
        resolve({ kind: "not-runnable", reason: `it printed more than ${maximumOutputBytes / mebibyte} MiB` });
      else resolve({ kind: "exited", code: code ?? 143, stdout: Buffer.concat(stdout).toString("utf8"), stderr: errors });
    });
  });
};

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
