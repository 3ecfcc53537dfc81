/**
 * What Lockstep found out, kept beside the migrations in git: one file per event, named by its content, so that parallel branches
 * merge without a conflict. Whoever can commit can forge a file, so gates prove again what a machine can prove.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";

/** What a file of evidence tells. */
export interface Evidence {
  readonly kind: "rehearsal";
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The environment that it is about. */
  readonly environment: string;
  readonly data: unknown;
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
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new AppError({ code: "FILE_UNWRITABLE", message: `${path} could not be written: ${reason}`, cause });
  }
  return path;
}

/** All evidence of a kind about an environment, the newest first; files that hold something else are passed over. */
export async function readEvidence(folder: string, kind: Evidence["kind"], environment: string): Promise<readonly Evidence[]> {
  const names = await readdir(join(folder, "evidence")).catch(() => []);
  const own = names.filter((name) => name.includes(`-${kind}-`) && name.endsWith(".json"));
  const texts = await Promise.all(own.map((name) => readFile(join(folder, "evidence", name), "utf8").catch(() => "")));
  return texts
    .flatMap((text) => parseEvidence(text))
    .filter((one) => one.kind === kind && one.environment === environment)
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

function parseEvidence(text: string): readonly Evidence[] {
  try {
    const { kind, at, environment, data }: Partial<Evidence> = JSON.parse(text); // each field is looked at below
    if (kind === undefined || typeof at !== "string" || typeof environment !== "string") return [];
    return [{ kind, at, environment, data }];
  } catch {
    return []; // conflict marks, for one
  }
}
