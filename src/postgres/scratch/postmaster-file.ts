/** Reads `postmaster.pid`, the lock file in which a server says who it is and whether it takes connections. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The lines of the file that matter here. */
export interface PostmasterFile {
  readonly pid: number;
  readonly isReady: boolean;
}

/** The file of a data directory; undefined while there is none or its first line is not written. */
export function readPostmasterFile(dataFolder: string): PostmasterFile | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(dataFolder, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  // line 8 is the status, padded with blanks: src/include/utils/pidfile.h
  return pid > 0 ? { pid, isReady: lines[7]?.trim() === "ready" } : undefined;
}
