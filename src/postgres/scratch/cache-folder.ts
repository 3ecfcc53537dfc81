/**
 * Where scratch servers keep their files: initialised data directories, private copies of binaries, running servers.
 * Root's own home is usually closed to the account that the server runs as, so the first place that account can enter
 * is taken. Running servers lie in memory where there is room: on a busy disk that starts them several times faster.
 */

import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { AppError } from "../../core/app-error.ts";
import { messageOf } from "../../core/message-of.ts";
import type { ServerAccount } from "./server-account.ts";

/** The folders of the cache, all made. */
export interface CacheFolder {
  /** Private copies of embedded binaries; written by the present user only. */
  readonly binaries: string;
  /** Initialised data directories; owned by the server's account. */
  readonly templates: string;
  /** One folder per running server; owned by the server's account. */
  readonly servers: string;
  /** All that `servers` may be at other times, when memory is short or not. */
  readonly serverPlaces: readonly string[];
  /** One record per running server; written by the present user only. */
  readonly running: string;
}

/** Where to look for a place: the process environment and, when the caller wants one, a folder of its own. */
export interface CachePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder?: string | undefined;
  readonly account?: ServerAccount | undefined;
  /** Servers keep their data on the disk: it may be more than the memory holds. */
  readonly onDisk?: boolean | undefined;
}

const memoryFolder = "/dev/shm"; // Linux; containers often have 64 MB there
const memoryRoomBytes = 2 * 1024 ** 3; // a server takes 30 MB and each database 8 MB before there is data in it

/**
 * Opens the cache: the wanted folder, else `$XDG_CACHE_HOME/lockstep`, `~/.cache/lockstep`, `/var/cache/lockstep` for
 * root, else a folder under the system's temporary one; only a wanted folder never uses memory. Throws AppError SCRATCH_UNAVAILABLE when the server's account
 * cannot enter a wanted folder or no place is left, and the system's own error when a wanted one cannot be made.
 */
export function openCacheFolder(place: CachePlace): CacheFolder {
  if (place.folder !== undefined) return openWanted(resolve(place.folder), place.account);
  for (const candidate of candidates(place)) {
    try {
      const folders = layOut(candidate, place.account);
      if (place.account === undefined || isOpenToAll(folders.servers))
        return place.onDisk === true ? folders : withServersInMemory(folders, place.account);
    } catch {
      // read-only or somebody else's: the next place may do
    }
  }
  return openRandom(place.account);
}

// names under a shared temporary folder can be taken by others; a random one cannot
function openRandom(account: ServerAccount | undefined): CacheFolder {
  const parent = tmpdir();
  try {
    if (!existsSync(parent)) throw new Error("the temporary folder does not exist");
    return layOut(join(parent, `lockstep-${randomBytes(6).toString("hex")}`), account);
  } catch (cause) {
    throw new AppError({
      code: "SCRATCH_UNAVAILABLE",
      message: `There is no place for a scratch server's files, neither in a cache folder nor in ${parent}: ${messageOf(cause)}.`,
      hint: "Point TMPDIR or XDG_CACHE_HOME to a folder that exists and that you may write to: export TMPDIR=/tmp",
      cause,
    });
  }
}

function openWanted(root: string, account: ServerAccount | undefined): CacheFolder {
  const folders = layOut(root, account);
  if (account === undefined || isOpenToAll(folders.servers)) return folders;
  throw new AppError({
    code: "SCRATCH_UNAVAILABLE",
    message: `PostgreSQL cannot run as root, and the account ${account.uid} that runs it may not enter ${root}.`,
    hint: `Open the folder and those above it with chmod o+x, or name another one.`,
  });
}

function candidates(place: CachePlace): readonly string[] {
  const { XDG_CACHE_HOME: cacheHome, HOME: home } = place.env;
  // sudo may keep the caller's HOME, where files of root would stand in that user's way
  const homes = [
    ...(cacheHome?.startsWith("/") ? [join(cacheHome, "lockstep")] : []),
    ...(home?.startsWith("/") ? [join(home, ".cache", "lockstep")] : []),
  ].filter((folder) => statSync(nearestExisting(folder)).uid === process.getuid?.());
  const shared = [
    ...(place.account === undefined ? [] : ["/var/cache/lockstep"]),
    ...(existsSync(tmpdir()) ? [join(tmpdir(), `lockstep-${process.getuid?.() ?? "user"}`)] : []),
  ];
  return [...homes, ...shared].filter((folder) => place.account === undefined || isOpenToAll(nearestExisting(folder)));
}

function layOut(root: string, account: ServerAccount | undefined): CacheFolder {
  makeRoot(root);
  const servers = makeFolder(root, "servers", account);
  return {
    binaries: makeFolder(root, "binaries"),
    templates: makeFolder(root, "templates", account),
    servers,
    serverPlaces: [servers],
    running: makeFolder(root, "running"),
  };
}

function withServersInMemory(folders: CacheFolder, account: ServerAccount | undefined): CacheFolder {
  const root = join(memoryFolder, `lockstep-${process.getuid?.() ?? "user"}`);
  const serverPlaces = [...folders.serverPlaces, join(root, "servers")];
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    if (bavail * bsize < memoryRoomBytes) return { ...folders, serverPlaces };
    makeRoot(root);
    const servers = makeFolder(root, "servers", account);
    return account === undefined || isOpenToAll(servers) ? { ...folders, servers, serverPlaces } : { ...folders, serverPlaces };
  } catch {
    return { ...folders, serverPlaces }; // no such folder, or somebody else's
  }
}

function makeRoot(root: string): void {
  mkdirSync(root, { recursive: true });
  assertOurs(root);
  chmodSync(root, 0o755); // whatever the umask: what is private below is closed by itself
}

function makeFolder(root: string, name: string, owner?: ServerAccount): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  return path;
}

/** Binaries are executed from here, so a folder that somebody else prepared must not be used. */
function assertOurs(root: string): void {
  const found = lstatSync(root);
  const uid = process.getuid?.();
  const foreign = uid !== undefined && found.uid !== uid;
  if (!found.isDirectory() || foreign || (found.mode & 0o022) !== 0) {
    throw new Error(`${root} is not a folder that only this user can write to`);
  }
}

function nearestExisting(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      statSync(folder);
      return folder;
    } catch {
      if (folder === dirname(folder)) return folder;
    }
  }
}

/** True when any account may enter the folder and all above it. */
function isOpenToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
