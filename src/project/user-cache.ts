/** Where Lockstep keeps what it may lose: in the user's cache, as the XDG base directory specification has it. */

import { join } from "node:path";
import type { Variables } from "./run-process.ts";

/** A folder of that name, which need not be there yet; null where there is no place for one. */
export function userCacheFolder({ XDG_CACHE_HOME: cache, HOME: home }: Variables, name: string): string | null {
  const root = cache?.startsWith("/") ? cache : home?.startsWith("/") ? join(home, ".cache") : null;
  return root === null ? null : join(root, "lockstep", name);
}
