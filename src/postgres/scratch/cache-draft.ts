/**
 * Cache entries appear whole or not at all: each is made as a draft beside its final name, then renamed. What a killed
 * process leaves is a draft, which is removed once it is too old to be still in the making.
 */

import { randomBytes } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { CacheFolder } from "./cache-folder.ts";

const draftName = /\.draft-[0-9a-f]{12}$/;
const abandonedAfterMs = 3_600_000;

/** A new path beside the final one. */
export function draftPath(final: string): string {
  return `${final}.draft-${randomBytes(6).toString("hex")}`;
}

/** Removes drafts of templates and binaries that nobody has touched for an hour. */
export async function removeAbandonedDrafts(cache: CacheFolder, now: Date): Promise<void> {
  for (const folder of [cache.templates, cache.binaries]) {
    for (const name of readdirSync(folder).filter((entry) => draftName.test(entry))) {
      const path = join(folder, name);
      const touchedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now.getTime();
      if (now.getTime() - touchedAt > abandonedAfterMs) await rm(path, { recursive: true, force: true });
    }
  }
}
