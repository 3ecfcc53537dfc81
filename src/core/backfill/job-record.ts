/** A run as reports and programs see it: without the ledger's own means (key, bounds, checksum), which may hold a key's values. */

import type { JobRun, JobState } from "./job-run.ts";

/** What is told of a run. Times are ISO 8601 in UTC. */
export interface JobRecord {
  readonly id: string;
  readonly name: string;
  /** `backfill`, `verify`, `encryption` and the like. */
  readonly kind: string;
  readonly relation: string;
  readonly state: JobState;
  readonly actor: string;
  /** Why it was paused or cancelled. */
  readonly reason: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Rows when it began, as estimated by the server. */
  readonly rows: number;
}

/** What may be told of a run. */
export function jobRecord({
  id,
  name,
  kind,
  relation,
  state,
  actor,
  reason,
  startedAt,
  finishedAt,
  definition,
}: JobRun): JobRecord {
  return { id, name, kind, relation, state, actor, reason, startedAt, finishedAt, rows: definition.rows };
}
