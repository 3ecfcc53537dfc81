/** A lock as a picture: how many of Postgres' eight steps it takes, and what that means for everybody else. */

import { blocksReads, blocksWrites, type LockMode, lockModes } from "../risk/lock-mode.ts";
import type { Glyphs } from "./glyphs.ts";

/** `▮▮▮▮▮▯▯▯`: one step for the weakest mode, eight for ACCESS EXCLUSIVE. */
export function lockBar(mode: LockMode, { full, empty }: Glyphs): string {
  const steps = lockModes.indexOf(mode) + 1;
  return full.repeat(steps) + empty.repeat(lockModes.length - steps);
}

/** Who waits meanwhile. */
export function lockWords(mode: LockMode): string {
  if (blocksReads(mode)) return "reads and writes wait";
  if (blocksWrites(mode)) return "reads go on, writes wait";
  return mode === "SHARE UPDATE EXCLUSIVE" ? "reads and writes go on, other DDL waits" : "reads and writes go on";
}

/** The strongest first, then by name. */
export function strongestFirst<Lock extends { readonly mode: LockMode; readonly relation: string }>(
  locks: readonly Lock[],
): readonly Lock[] {
  return [...locks].sort(
    (one, other) =>
      lockModes.indexOf(other.mode) - lockModes.indexOf(one.mode) ||
      (one.relation < other.relation ? -1 : one.relation > other.relation ? 1 : 0),
  );
}
