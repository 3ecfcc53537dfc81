/**
 * Samples of traffic on disk. They are many and small, so a day's samples of one environment share a file, which is written anew with each.
 * Its name holds the machine too: two machines that sample never write the same file, and git has nothing to merge.
 */

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { parseSampleRecord, type SampleRecord, type TrafficSample } from "../core/release/sample-record.ts";
import { systemReason } from "../core/system-reason.ts";
import type { Evidence } from "./evidence.ts";

/** Whose sample it is. */
export interface SampleOrigin {
  readonly environment: string;
  /** The machine's name. */
  readonly host: string;
  readonly by: string;
}

/** Adds a sample to its day's file; returns the path and how many the file holds. @throws AppError FILE_UNWRITABLE */
export async function keepSample(
  folder: string,
  sample: TrafficSample,
  { environment, host, by }: SampleOrigin,
): Promise<{ readonly path: string; readonly samples: number }> {
  const origin = createHash("sha256").update(`${environment}\n${host}`, "utf8").digest("hex").slice(0, 12);
  const path = join(folder, "evidence", `${sample.at.slice(0, 10)}-sample-${origin}.json`);
  const before = parse(await readFile(path, "utf8").catch(() => ""), environment);
  const data: SampleRecord = { samples: [...before, sample].sort((one, other) => (one.at < other.at ? -1 : 1)) };
  const evidence: Evidence = { kind: "sample", at: sample.at, environment, by, data };
  try {
    await mkdir(join(folder, "evidence"), { recursive: true });
    // whoever reads it meanwhile reads a whole file
    await writeFile(`${path}.part`, `${JSON.stringify({ schemaVersion: 1, ...evidence }, null, 1)}\n`);
    await rename(`${path}.part`, path);
  } catch (cause) {
    const reason = systemReason(cause);
    throw new AppError({ code: "FILE_UNWRITABLE", message: `${path} could not be written: ${reason}`, cause });
  }
  return { path, samples: data.samples.length };
}

function parse(text: string, environment: string): readonly TrafficSample[] {
  try {
    const read: { environment?: unknown; data?: unknown } = JSON.parse(text); // both are looked at
    return read.environment === environment ? (parseSampleRecord(read.data)?.samples ?? []) : [];
  } catch {
    return []; // none yet, or conflict marks: the day begins anew
  }
}
