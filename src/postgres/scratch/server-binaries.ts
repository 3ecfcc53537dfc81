/** What is known of an installed PostgreSQL: found by running it as the account that will run the server. */

import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ServerVersion } from "../../core/catalog/server-version.ts";
import { runProgram } from "./run-program.ts";
import type { ServerAccount } from "./server-account.ts";

/** A PostgreSQL whose programs run here. */
export interface ServerBinaries {
  readonly binDir: string;
  readonly version: ServerVersion;
  readonly major: number;
  /** `system` is the machine's own installation, `embedded` an npm package's. */
  readonly origin: "system" | "embedded";
  /** The line that `postgres --version` prints, distribution included: two builds of one version differ in it. */
  readonly build: string;
}

/** Binaries, or why they cannot be used. */
export type BinariesCheck =
  | { readonly kind: "usable"; readonly binaries: ServerBinaries }
  | { readonly kind: "unusable"; readonly why: string };

/** Runs `postgres --version` in the folder as the given account, and sees that initdb is there. */
export async function checkBinaries(
  binDir: string,
  origin: ServerBinaries["origin"],
  account: ServerAccount | undefined,
): Promise<BinariesCheck> {
  const result = await runProgram({ file: join(binDir, "postgres"), args: ["--version"], account });
  const build = result.stdout.trim();
  const version = parseServerVersion(build);
  if (result.code !== 0 || version === undefined) {
    return { kind: "unusable", why: `${binDir}: ${result.stderr.trim().split("\n")[0] || "postgres --version fails"}` };
  }
  const hasInitdb = await access(join(binDir, "initdb")).then(
    () => true,
    () => false,
  );
  if (!hasInitdb) return { kind: "unusable", why: `${binDir}: initdb is missing` };
  return { kind: "usable", binaries: { binDir, version, major: Math.floor(version / 10_000), origin, build } };
}

/** `postgres (PostgreSQL) 15.18 (Debian …)` → 150018; betas count as .0; undefined when the text has no version. */
export function parseServerVersion(text: string): ServerVersion | undefined {
  const match = /PostgreSQL\)? (\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return undefined;
  const version = Number(match[1]) * 10_000 + Number(match[2] ?? 0);
  return version as ServerVersion; // the form of server_version_num since 10
}
