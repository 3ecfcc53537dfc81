/** The load test of the last week: the newest run of the load that is configured now, compared again with the baseline that stands before it. */

import { isKnown, type LaunchVerdict, openVerdict, provenVerdict } from "./launch-verdict.ts";
import { compareLoad, type LoadTolerance } from "./load-comparison.ts";
import { loadRecord } from "./load-record.ts";
import type { DatedData } from "./smoke-standing.ts";

/** Where load was put. */
export interface LoadPlace {
  readonly environment: string;
  /** Evidence of the kind `load`, newest first. */
  readonly runs: readonly DatedData[];
}

/** Of which load, and since when. */
export interface LoadWish {
  /** Of the load that is configured; null: none is. */
  readonly digest: string | null;
  readonly tolerance: LoadTolerance;
  /** ISO 8601, UTC. */
  readonly opens: string;
  readonly now: Date;
}

/** Judges; the first place where it is proven counts, and else the first. */
export function loadTested(places: readonly LoadPlace[], wish: LoadWish): LaunchVerdict {
  if (wish.digest === null)
    return openVerdict("no load is configured", 'load: { rate: 50, mix: [{ sql: "load/orders.sql" }] } in lockstep.config.ts');
  const verdicts = places.map((place) => testedThere(place, wish.digest, wish));
  const proven = verdicts.find(({ state }) => state === "proven");
  // where something ran is more telling than where nothing did
  const tried = places.findIndex(({ runs }) => runs.some(({ at }) => at >= wish.opens && isKnown(at, wish.now)));
  return proven ?? verdicts[Math.max(0, tried)] ?? openVerdict("there is nothing to put load on", null);
}

function testedThere(
  { environment, runs }: LoadPlace,
  digest: string | null,
  { tolerance, opens, now }: LoadWish,
): LaunchVerdict {
  const fix = `lockstep load ${environment}`;
  const known = runs.flatMap(({ at, data }) => {
    const record = isKnown(at, now) ? loadRecord(data) : null;
    return record === null || record.digest !== digest ? [] : [{ at, record }];
  });
  const run = known.find(({ record }) => !record.isBaseline);
  if (run === undefined || run.at < opens) {
    const last = run === undefined ? "" : `, the last time on ${run.at.slice(0, 10)}`;
    return openVerdict(`this load was not put on ${environment} in this week${last}`, fix);
  }
  const baseline = known.find(({ at, record }) => record.isBaseline && at < run.at) ?? null;
  if (baseline === null) return openVerdict(`there is no baseline for ${environment} to compare with`, `${fix} --baseline`);
  const verdict = compareLoad(run.record, baseline, tolerance);
  if (!verdict.passed) return openVerdict(`${environment}: ${verdict.worse.join("; ")}`, fix);
  const p95 = run.record.all.latency?.p95;
  return provenVerdict(
    `${environment} bore ${run.record.rate} steps a second on ${run.at.slice(0, 10)}${p95 === undefined ? "" : `, 95 % within ${p95} ms`}`,
  );
}
