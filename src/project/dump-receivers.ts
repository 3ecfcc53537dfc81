/** Where a dump can go: a file that gets its name when it is whole, a program that reads it, or whoever reads our own output. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Writable } from "node:stream";
import { messageOf } from "../core/message-of.ts";
import type { DumpReceiver } from "./dump-stream.ts";
import type { Variables } from "./run-process.ts";

/** A file of this user's alone, which must not exist; `discard` removes it. */
export function fileReceiver(path: string): DumpReceiver {
  // flushed to the disk before it is closed: a backup that a power cut takes back is none
  const stream = createWriteStream(path, { mode: 0o600, flags: "wx", flush: true });
  return {
    stream,
    finish: () => endOf(stream),
    discard: async () => {
      stream.destroy();
      await rm(path, { force: true });
    },
  };
}

/** A program that reads the dump and may print what it calls it. */
export interface ProgramReceiver extends DumpReceiver {
  /** Its standard output, once it has ended. */
  readonly said: () => string;
}

const keptOutput = 65_536;

/** Starts `command` (no shell) with the dump on its standard input; it is killed when the dump is not whole. */
export function programReceiver(
  [program = "", ...args]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Variables },
): ProgramReceiver {
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (part: string) => {
      text[name] = (text[name] + part).slice(-keptOutput);
    });
  const ended = new Promise<string | null>((resolve) => {
    child.once("error", (error) => resolve(`${program}: ${error.message}`));
    child.once("close", (code) =>
      resolve(code === 0 ? null : `${program} ended with ${code ?? "a signal"}: ${text.stderr.trim().split("\n").at(-1) ?? ""}`),
    );
  });
  return {
    stream: child.stdin,
    said: () => text.stdout,
    finish: async () => {
      child.stdin.end();
      return ended;
    },
    discard: async () => {
      try {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      } catch {
        // it ended by itself
      }
      await ended;
    },
  };
}

/** Hands chunks on, one after the other. What was handed on cannot be taken back. */
export function writerReceiver(write: (bytes: Uint8Array) => Promise<void>): DumpReceiver {
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      write(chunk).then(() => done(), done);
    },
  });
  return { stream, finish: () => endOf(stream), discard: async () => void stream.destroy() };
}

async function endOf(stream: Writable): Promise<string | null> {
  try {
    stream.end();
    await once(stream, "close");
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
