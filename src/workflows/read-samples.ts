/** All samples of an environment's traffic, of every machine that took some. */

import { parseSampleRecord, type TrafficSample } from "../core/release/sample-record.ts";
import { readEvidence } from "../project/evidence.ts";

/** By time. */
export async function readSamples(folder: string, environment: string): Promise<readonly TrafficSample[]> {
  const evidence = await readEvidence(folder, "sample", environment);
  return evidence
    .flatMap(({ data }) => parseSampleRecord(data)?.samples ?? [])
    .sort((one, other) => (one.at < other.at ? -1 : 1));
}
