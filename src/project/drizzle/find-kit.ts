/** The user's own drizzle-kit: the one that their project would run, never one of ours. */

import { createRequire } from "node:module";

/** An installed drizzle-kit. */
export interface Kit {
  /** Its command line, a file for Node. */
  readonly program: string;
  /** Resolves as the file does from which it was found. */
  readonly require: NodeJS.Require;
}

/** Looks from each file's folder upwards, in order; null where none is installed. */
export function findKit(seekers: readonly string[]): Kit | null {
  for (const seeker of seekers) {
    const require = createRequire(seeker);
    try {
      return { program: require.resolve("drizzle-kit").replace(/index\.m?js$/, "bin.cjs"), require };
    } catch {
      // not installed as seen from here
    }
  }
  return null;
}
