/**
 * A server process and the watchdog that owns it. The watchdog is a small shell script in a session of its own, so
 * Ctrl-C in the terminal does not reach it, which reads a pipe from this process: when the pipe closes, for whatever
 * reason (stop, exit, crash, kill -9), it shuts the server down at once and removes its folder.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readPostmasterFile } from "./postmaster-file.ts";
import { serverEnvironment } from "./run-program.ts";
import type { ServerAccount } from "./server-account.ts";

/** What to start. */
export interface PostmasterLaunch {
  readonly binDir: string;
  /** An initialised data directory, which is copied. */
  readonly templateData: string;
  /** The server's own folder, to be made by the watchdog. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly account: ServerAccount | undefined;
}

/** A server that takes connections. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Shuts down at once, without a checkpoint, and waits for the end of every process. */
  stop(): Promise<void>;
}

/** A launch's end: a server, or why there is none. `port-taken` is worth another try. */
export type LaunchResult =
  | { readonly kind: "running"; readonly postmaster: Postmaster }
  | { readonly kind: "port-taken" }
  | { readonly kind: "failed"; readonly why: string };

const startLimitMs = 60_000;
const stopLimitMs = 10_000;
const pollMs = 4;

// `read` returns when the pipe closes. A shell without job control starts background commands with SIGQUIT ignored
// until the server sets its own handler, hence the repetition. A server that ends by itself leaves its log to be read.
const watchdogScript = `umask 077
template=$1; folder=$2; shift 2
exec 3<&0 </dev/null
mkdir "$folder" || exit 70
exec >"$folder/log" 2>&1
cp -R "$template" "$folder/data" || exit 71
"$@" -D "$folder/data" 3<&- &
server=$!
( read -r line <&3
  : >"$folder/stopping"
  while kill -QUIT "$server" 2>/dev/null; do sleep 0.2; done ) &
reader=$!
exec 3<&-
wait "$server"; code=$?
kill "$reader" 2>/dev/null
if [ -e "$folder/stopping" ]; then rm -rf "$folder"; fi
exit "$code"`;

/** Copies the data directory, starts a server on a free loopback port and waits until it takes connections. */
export async function launchPostmaster(launch: PostmasterLaunch): Promise<LaunchResult> {
  const port = await freeLoopbackPort();
  const settings = { ...launch.settings, port: String(port) };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = [join(launch.binDir, "postgres"), ...options];
  const watchdog = spawn("/bin/sh", ["-c", watchdogScript, "lockstep-watchdog", launch.templateData, launch.folder, ...command], {
    cwd: "/",
    detached: true,
    env: serverEnvironment,
    stdio: ["pipe", "ignore", "ignore"],
    ...launch.account,
  });
  watchdog.once("error", () => undefined); // seen as a missing pid below
  if (watchdog.pid === undefined) return { kind: "failed", why: "/bin/sh could not be started" };
  watchdog.stdin?.on("error", () => undefined);
  const pid = await waitUntilReady(watchdog, launch.folder);
  if (pid === undefined) {
    await stopWatchdog(watchdog);
    const log = readLog(launch.folder);
    return log.includes("Address already in use") ? { kind: "port-taken" } : { kind: "failed", why: lastLines(log) };
  }
  // a forgotten server must not keep this process from ending, which then ends the server
  watchdog.unref();
  unrefStream(watchdog.stdin);
  return { kind: "running", postmaster: { pid, port, stop: () => stopWatchdog(watchdog) } };
}

/** The server's process id once it is ready; undefined when it ended or took too long. */
async function waitUntilReady(watchdog: ChildProcess, folder: string): Promise<number | undefined> {
  for (let waitedMs = 0; waitedMs < startLimitMs; waitedMs += pollMs) {
    const found = readPostmasterFile(join(folder, "data"));
    if (found?.isReady) return found.pid;
    if (hasEnded(watchdog)) return undefined;
    await delay(pollMs);
  }
  return undefined;
}

async function stopWatchdog(watchdog: ChildProcess): Promise<void> {
  if (hasEnded(watchdog)) return;
  const ended = once(watchdog, "exit");
  watchdog.ref();
  watchdog.stdin?.end();
  const limit = new AbortController();
  await Promise.race([ended, delay(stopLimitMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
  limit.abort();
  if (hasEnded(watchdog) || watchdog.pid === undefined) return;
  process.kill(-watchdog.pid, "SIGKILL"); // the whole group; the server's children end with it
  await ended;
}

function hasEnded(watchdog: ChildProcess): boolean {
  return watchdog.exitCode !== null || watchdog.signalCode !== null;
}

function unrefStream(stream: unknown): void {
  // pipes of child processes are net.Sockets, but typed as plain streams
  if (typeof stream === "object" && stream !== null && "unref" in stream && typeof stream.unref === "function") stream.unref();
}

async function freeLoopbackPort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

function readLog(folder: string): string {
  try {
    return readFileSync(join(folder, "log"), "utf8");
  } catch {
    return "";
  }
}

function lastLines(log: string): string {
  return log.trim().split("\n").slice(-6).join("\n") || "it left no log";
}
