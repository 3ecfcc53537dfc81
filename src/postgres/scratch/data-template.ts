/**
 * Initialised data directories, one per build of PostgreSQL, made once and copied for each server: initdb takes a
 * second or more, a copy some tens of milliseconds.
 */

import { createHash, randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../core/app-error.ts";
import { draftPath } from "./cache-draft.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { runProgram } from "./run-program.ts";
import type { ServerAccount } from "./server-account.ts";
import type { ServerBinaries } from "./server-binaries.ts";

/** The name of the superuser in every template. */
export const scratchSuperuser = "postgres";

/** An initialised data directory that no server runs on. */
export interface DataTemplate {
  /** Holds `data/` and `password`. */
  readonly folder: string;
  /** The superuser's password; random, and the same in every server copied from here. */
  readonly password: string;
  /** False when this call made it. */
  readonly wasCached: boolean;
}

// part of the cache's key: raise it whenever the options below change
const layoutVersion = 1;

/** The cached template of the build, made first when missing. Throws AppError SCRATCH_FAILED when initdb fails. */
export async function openDataTemplate(
  binaries: ServerBinaries,
  cache: CacheFolder,
  account: ServerAccount | undefined,
): Promise<DataTemplate> {
  const folder = join(cache.templates, templateName(binaries, account));
  const wasCached = existsSync(folder);
  if (!wasCached) await makeTemplate(folder, binaries, account);
  const password = await readFile(join(folder, "password"), "utf8");
  return { folder, password, wasCached };
}

/** Removes a template that turned out damaged, at once for others too. */
export async function discardDataTemplate(template: DataTemplate): Promise<void> {
  const aside = draftPath(template.folder);
  await rename(template.folder, aside).catch(() => undefined); // another process was first
  await rm(aside, { recursive: true, force: true });
}

function templateName(binaries: ServerBinaries, account: ServerAccount | undefined): string {
  const size = statSync(join(binaries.binDir, "postgres")).size;
  const parts = [layoutVersion, binaries.build, binaries.origin, size, process.platform, process.arch, account?.uid ?? "self"];
  return `pg${binaries.major}-${createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16)}`;
}

async function makeTemplate(folder: string, binaries: ServerBinaries, account: ServerAccount | undefined): Promise<void> {
  let failure = "";
  // C.UTF-8 knows the case of letters beyond ASCII, but not every system has it
  for (const locale of ["C.UTF-8", "C"]) {
    const draft = draftPath(folder);
    const result = await runInitdb(draft, locale, binaries, account);
    if (result === undefined) {
      // fails when another process was first: its template is as good
      await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
      if (existsSync(folder)) return;
      failure = `${folder} could not be written`;
    } else failure = result;
    await rm(draft, { recursive: true, force: true });
  }
  throw new AppError({
    code: "SCRATCH_FAILED",
    message: `initdb of PostgreSQL ${binaries.major} failed: ${failure}`,
    hint: `Check ${binaries.binDir} and the space left on the disk, or set scratch.url in the configuration.`,
  });
}

// the password comes by standard input, since arguments can be read by every user of the machine
const initScript = `umask 077
mkdir "$1" && cat >"$1/password" || exit 70
folder=$1; shift
exec "$@" -D "$folder/data" --pwfile="$folder/password"`;

/** Undefined when it worked, else what initdb said. */
async function runInitdb(
  draft: string,
  locale: string,
  binaries: ServerBinaries,
  account: ServerAccount | undefined,
): Promise<string | undefined> {
  const initdb = join(binaries.binDir, "initdb");
  const options = ["-U", scratchSuperuser, "-A", "scram-sha-256", "-E", "UTF8", `--locale=${locale}`];
  // small write-ahead segments: the first one is the largest file of an empty cluster
  const cheap = ["--no-sync", "--no-instructions", "--wal-segsize=1"];
  const result = await runProgram({
    file: "/bin/sh",
    args: ["-c", initScript, "lockstep-initdb", draft, initdb, ...options, ...cheap],
    account,
    input: randomBytes(24).toString("hex"),
  });
  return result.code === 0 ? undefined : result.stderr.trim() || `exit ${result.code}`;
}
