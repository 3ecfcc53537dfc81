/** The hash of a plan: what is to be done, to what, and in which state that is. Whoever approved it approved exactly this. */

import { sha256Of } from "../sha256-of.ts";

/** What a plan consists of. */
export interface PlanContents {
  readonly verb: "apply" | "rollback";
  readonly environment: string;
  /** In running order. */
  readonly files: readonly { readonly file: string; readonly checksum: string }[];
  /** Of the target's schema now. */
  readonly fingerprint: string;
}

/** `sha256:` and 64 hex digits. */
export function planHash({ verb, environment, files, fingerprint }: PlanContents): string {
  const text = JSON.stringify([verb, environment, files.map(({ file, checksum }) => [file, checksum]), fingerprint]);
  return sha256Of(text);
}
