/**
 * What the checklist says of smoke checks: that they are ready (each was seen to fail on a planted fault, in the wording of now), and that
 * they are green on the stage before (they ran there after the last thing that its journal knows).
 */

import type { JournalHead } from "../journal/journal-head.ts";
import type { ItemVerdict } from "./checklist.ts";
import { isStillToCome } from "./clock-slack.ts";
import { hasTeeth, smokeFaultRecord } from "./smoke-fault.ts";
import { type CheckIdentity, checksDigest, smokeRecord } from "./smoke-record.ts";

/** Evidence as it was stored. */
export interface DatedData {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly data: unknown;
}

/** The stage before, as it is now. */
export interface SmokeStage {
  readonly environment: string;
  /** Its journal's last event; null without a journal. */
  readonly head: JournalHead | null;
}

/** Both halves of the item. */
export interface SmokeStanding {
  readonly ready: ItemVerdict;
  readonly green: ItemVerdict;
}

/**
 * Judges. `records` are of the stage, of the kind `smoke`, newest first; `faults` of any environment, of the kind `smoke-fault`; `checks`
 * are all that are configured now; `stage` is null where no environment stands before.
 */
export function smokeStanding(
  records: readonly DatedData[],
  faults: readonly DatedData[],
  checks: readonly CheckIdentity[],
  { stage, environment, now }: { readonly stage: SmokeStage | null; readonly environment: string; readonly now: Date },
): SmokeStanding {
  if (checks.length === 0) {
    const why = "no smoke checks are configured";
    const none: ItemVerdict = { state: "not-set-up", why, doesNotProve: "", fix: 'smoke: ["smoke/*.sql"] in lockstep.config.ts' };
    return { ready: none, green: none };
  }
  return {
    ready: readiness(faults.filter(isPast(now)), checks, environment),
    green: greenness(records.filter(isPast(now)), checks, stage),
  };
}

function isPast(now: Date): (one: DatedData) => boolean {
  return ({ at }) => !isStillToCome(at, now);
}

function readiness(faults: readonly DatedData[], checks: readonly CheckIdentity[], environment: string): ItemVerdict {
  const seen = faults.flatMap(({ data }) => smokeFaultRecord(data)?.checks ?? []);
  const own = (check: CheckIdentity) => seen.filter(({ name, checksum }) => name === check.name && checksum === check.checksum);
  const fix = `lockstep smoke ${environment} --prove`;
  const doesNotProve = "that the checks notice every fault: each has noticed one that was planted";
  const toothless = checks.filter((check) => own(check).length > 0 && !own(check).some(hasTeeth));
  if (toothless.length > 0)
    return {
      state: "open",
      why: `${named(toothless)} passed whatever was broken`,
      doesNotProve,
      fix: `ask for something that can be missing, then: ${fix}`,
    };
  const unproven = checks.filter((check) => own(check).length === 0);
  if (unproven.length > 0)
    return {
      state: "open",
      why: `${named(unproven)} in the wording of now ${unproven.length === 1 ? "was" : "were"} never seen to fail`,
      doesNotProve,
      fix,
    };
  return { state: "proven", why: `each of ${checks.length} was seen to fail on a planted fault`, doesNotProve, fix: null };
}

function greenness(records: readonly DatedData[], checks: readonly CheckIdentity[], stage: SmokeStage | null): ItemVerdict {
  if (stage === null)
    return { state: "not-applicable", why: "no environment stands before this one", doesNotProve: "", fix: null };
  const { environment, head } = stage;
  const doesNotProve = "that they pass on the next stage: its rows and its servers are others";
  const open = (why: string): ItemVerdict => ({ state: "open", why, doesNotProve, fix: `lockstep smoke ${environment}` });
  const [newest] = records;
  const record = newest === undefined ? null : smokeRecord(newest.data);
  if (newest === undefined || record === null) return open(`the checks were never run on ${environment}`);
  if (record.digest !== checksDigest(checks))
    return open(`on ${environment} other checks ran on ${newest.at.slice(0, 10)}: one has changed, came or went`);
  const failed = record.checks.filter(({ passed }) => !passed);
  if (failed.length > 0) return open(`${named(failed)} failed on ${environment} on ${newest.at.slice(0, 10)}`);
  // hashes, not times: no clock can make an old run a new one
  if (head === null || record.head === null)
    return open(`${environment} has no journal by which one could tell what they ran on`);
  if (record.head.hash !== head.hash)
    return open(`since they ran on ${environment} its journal went on from #${record.head.seq} to #${head.seq}`);
  return { state: "proven", why: `${checks.length} passed on ${environment} at #${head.seq}`, doesNotProve, fix: null };
}

function named(checks: readonly CheckIdentity[]): string {
  const names = checks.map(({ name }) => `"${name}"`);
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
