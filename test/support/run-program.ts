/** Runs programs and collects what they say; for tests of what users type. */

import { spawn } from "node:child_process";

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program at work. */
export interface Running {
  /** `code` is null when it was killed. Rejects only when it could not be started. */
  readonly ended: Promise<Ended>;
  /** SIGKILL. */
  readonly kill: () => void;
  /** SIGINT. */
  readonly interrupt: () => void;
  /** What it has said on stderr until now. */
  readonly said: () => string;
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a program with exactly this environment. */
export function startProgram(command: string, words: readonly string[], { cwd, env }: Surroundings): Running {
  const child = spawn(command, words, { cwd, env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, ...text }));
  });
  return {
    ended,
    kill: () => void child.kill("SIGKILL"),
    interrupt: () => void child.kill("SIGINT"),
    said: () => text.stderr,
  };
}

/** Runs it to its end. */
export function runProgram(command: string, words: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return startProgram(command, words, surroundings).ended;
}
