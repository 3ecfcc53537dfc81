/**
 * What Lockstep found out, kept beside the migrations in git: one file per event, named by its content, so that parallel branches
 * merge without a conflict. Whoever can commit can forge a file, so gates prove again what a machine can prove.
 */

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
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
