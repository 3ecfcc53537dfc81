/**
 * What Lockstep found out, kept beside the migrations in git: one file per event, named by its content, so that parallel branches
 * merge without a conflict. Whoever can commit can forge a file, so gates prove again what a machine can prove.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { systemReason } from "../core/system-reason.ts";

/** What there is evidence of. The shape of each kind's `data` stands in core/release/<kind>-record.ts. */
export type EvidenceKind =
  | "rehearsal"
  | "audit"
  /** A named person vouches for something. */
  | "attestation"
  | "waiver"
  | "backup"
  /** Smoke checks ran. */
  | "smoke"
  /** Smoke checks were seen to fail on a planted fault. */
  | "smoke-fault"
  | "load"
  /** Rows of another environment were brought here, masked. */
  | "copy"
  /** How much traffic there was at a moment. */
  | "sample"
  | "freeze"
  /** The team was told. */
  | "notice"
  /** A window's run came to its end. */
  | "train"
  | "launch"
  | "watch";

/** What a file of evidence tells. */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The environment that it is about. */
  readonly environment: string;
  /** Who found it out; null where it was not kept. */
  readonly by?: string | null;
  readonly data: unknown;
}

/** Evidence as it was read. */
export interface StoredEvidence extends Evidence {
  /** The file's name in `evidence/`. */
  readonly file: string;
}

/** Writes it into `evidence/` of a migrations folder; returns the path. The same evidence gives the same file. @throws AppError FILE_UNWRITABLE */
export async function saveEvidence(folder: string, evidence: Evidence): Promise<string> {
  const text = `${JSON.stringify({ schemaVersion: 1, ...evidence }, null, 2)}\n`;
  const hash = createHash("sha256").update(text, "utf8").digest("hex").slice(0, 12);
  const path = join(folder, "evidence", `${evidence.at.slice(0, 10)}-${evidence.kind}-${hash}.json`);
  try {
    await mkdir(join(folder, "evidence"), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    const reason = systemReason(cause);
    throw new AppError({ code: "FILE_UNWRITABLE", message: `${path} could not be written: ${reason}`, cause });
  }
  return path;
}

/** All evidence of a kind about an environment, the newest first; files that hold something else are passed over. */
export async function readEvidence(folder: string, kind: EvidenceKind, environment: string): Promise<readonly StoredEvidence[]> {
  const names = await readdir(join(folder, "evidence")).catch(() => []);
  const own = names.filter((name) => name.includes(`-${kind}-`) && name.endsWith(".json"));
  const texts = await Promise.all(own.map((name) => readFile(join(folder, "evidence", name), "utf8").catch(() => "")));
  return texts
    .flatMap((text, i) => parseEvidence(text, own[i] ?? ""))
    .filter((one) => one.kind === kind && one.environment === environment)
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

function parseEvidence(text: string, file: string): readonly StoredEvidence[] {
  try {
    const { kind, at, environment, by, data }: Partial<Evidence> = JSON.parse(text); // each field is looked at below
    if (kind === undefined || typeof at !== "string" || typeof environment !== "string") return [];
    // a moment that cannot be read would sort and compare as anything
    if (Number.isNaN(Date.parse(at))) return [];
    return [{ kind, at, environment, by: typeof by === "string" ? by : null, data, file }];
  } catch {
    return []; // conflict marks, for one
  }
}
