/**
 * The register of running scratch servers. The watchdog beside each server ends it with its parent; this is the second
 * net, for a watchdog that was itself killed: each start stops and removes what dead parents left.
 */

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { CacheFolder } from "./cache-folder.ts";
import { readPostmasterFile } from "./postmaster-file.ts";
import { commandLine, processNamespace, processStart } from "./process-identity.ts";

const serverRecord = z.object({
  /** The server's folder, below one of the cache's `serverPlaces`. */
  folder: z.string(),
  parentPid: z.number(),
  parentStart: z.string(),
  namespace: z.string(),
});

const stopLimitMs = 6_000; // an immediate shutdown kills what has not ended after 5 s
const foreignLimitMs = 7 * 24 * 3_600_000;

/** Records a server of this process under its name, before anything of it exists. */
export function recordServer(cache: CacheFolder, name: string, folder: string): void {
  const record: z.infer<typeof serverRecord> = {
    folder,
    parentPid: process.pid,
    parentStart: processStart(process.pid) ?? "",
    namespace: processNamespace(),
  };
  writeFileSync(recordPath(cache, name), JSON.stringify(record), { mode: 0o600 });
}

/** Forgets a server that was stopped and whose folder is gone. */
export function forgetServer(cache: CacheFolder, name: string): void {
  rmSync(recordPath(cache, name), { force: true });
}

/** Stops the servers of dead parents and removes their folders; returns the names of those it removed, sorted. */
export async function reapServers(cache: CacheFolder, now: Date): Promise<readonly string[]> {
  const names = readdirSync(cache.running)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
  const reaped: string[] = [];
  for (const name of names) if (await reapServer(cache, name, now)) reaped.push(name);
  return reaped;
}

async function reapServer(cache: CacheFolder, name: string, now: Date): Promise<boolean> {
  const record = readRecord(cache, name);
  const isOurs = cache.serverPlaces.some((place) => record?.folder === join(place, name));
  if (record === undefined || !isOurs) return false;
  if (record.namespace !== processNamespace()) {
    // another container on a shared folder, or before a reboot: its process ids mean nothing here
    const writtenAt = statSync(recordPath(cache, name), { throwIfNoEntry: false })?.mtimeMs;
    if (writtenAt === undefined || now.getTime() - writtenAt < foreignLimitMs) return false;
  } else {
    if (processStart(record.parentPid) === record.parentStart) return false;
    await stopAbandoned(join(record.folder, "data"));
  }
  await rm(record.folder, { recursive: true, force: true });
  forgetServer(cache, name);
  return true;
}

/** Stops the server of a data directory, if the process that its lock file names is that server. */
async function stopAbandoned(dataFolder: string): Promise<void> {
  const pid = readPostmasterFile(dataFolder)?.pid;
  if (pid === undefined) return;
  const isRunning = (): boolean => commandLine(pid)?.includes(dataFolder) ?? false;
  for (let waitedMs = 0; isRunning() && waitedMs < stopLimitMs; waitedMs += 50) {
    signal(pid, "SIGQUIT");
    await delay(50);
  }
  if (isRunning()) signal(pid, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended meanwhile
  }
}

function recordPath(cache: CacheFolder, name: string): string {
  return join(cache.running, `${name}.json`);
}

function readRecord(cache: CacheFolder, name: string): z.infer<typeof serverRecord> | undefined {
  try {
    return serverRecord.parse(JSON.parse(readFileSync(recordPath(cache, name), "utf8")));
  } catch {
    return undefined; // being written or removed by another process
  }
}
