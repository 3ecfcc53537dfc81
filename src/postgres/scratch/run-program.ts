/**
 * Runs one of PostgreSQL's own programs to its end. The environment is a small fixed one, because PGDATA, PGPORT,
 * LC_* and TZ of the caller would otherwise steer the server.
 */

import { spawn } from "node:child_process";
import type { ServerAccount } from "./server-account.ts";

/** The environment that every program of a scratch server gets. */
export const serverEnvironment: Readonly<Record<string, string>> = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", TZ: "UTC" };

/** How a program ended; `code` is null when it could not be run or a signal ended it. */
export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to run, as whom, and what it reads on its standard input. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly account?: ServerAccount | undefined;
  readonly input?: string | undefined;
}

/** Runs a program and collects what it prints; never rejects: a program that cannot be run ends with code null. */
export function runProgram(program: Program): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program.file, program.args, {
      // a folder that every account may enter: the caller's own may be closed to the server's account
      cwd: "/",
      env: serverEnvironment,
      stdio: ["pipe", "pipe", "pipe"],
      ...program.account,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // EPIPE: the program ended without reading its input, which its exit code tells better
    child.stdin.on("error", () => undefined);
    child.stdin.end(program.input ?? "");
    child.once("error", (error) => resolve({ code: null, stdout, stderr: error.message }));
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
