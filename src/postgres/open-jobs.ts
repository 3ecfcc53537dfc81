/**
 * Data jobs that are under way, for those who look at an environment as a whole: in a fixed number of questions, and without a word where the
 * ledger is not there or the role may not read it.
 */

import type { OpenJob, OpenJobStanding } from "../core/backfill/open-job.ts";
import type { Session } from "./session.ts";

// rights are asked for first: a refused statement would end the look at everything else
const mayRead = `
  select pg_catalog.count(*) = 3 as yes from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'lockstep' and c.relname in ('job', 'job_chunk', 'job_quarantine')
    and pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select')`;

// what a verification found wrong is its result, and blocks nothing
const openJobs = `
  select j.name, j.kind, j.actor, j.reason, q.open_rows,
         pg_catalog.to_char(j.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started_at,
         case when j.state = 'paused' then 'paused' when c.is_held then 'running'
              when c.is_done and q.open_rows > 0 and j.kind !~ '^verify' then 'blocked' else 'stopped' end as standing
  from lockstep.job j
  cross join lateral (
    select coalesce(pg_catalog.bool_and(h.is_done), true) as is_done,
           coalesce(pg_catalog.bool_or(not h.is_done and h.lease_until > pg_catalog.clock_timestamp()), false) as is_held
    from lockstep.job_chunk h where h.job = j.id) c
  cross join lateral (
    select pg_catalog.count(*)::pg_catalog.int4 as open_rows
    from lockstep.job_quarantine r where r.job = j.id and r.acknowledged_by is null) q
  where j.state in ('open', 'paused') order by j.name, j.kind`;

/** Reads them, by name and kind. @throws as `Session.query` */
export async function readOpenJobs(session: Session): Promise<readonly OpenJob[]> {
  const { rows } = await session.query(mayRead);
  if (rows[0]?.yes !== true) return [];
  const found = await session.query(openJobs);
  return found.rows.map((row) => ({
    name: String(row.name),
    kind: String(row.kind),
    standing: String(row.standing) as OpenJobStanding, // the query writes no other
    reason: row.reason === null ? null : String(row.reason),
    actor: String(row.actor),
    startedAt: String(row.started_at),
    openQuarantine: Number(row.open_rows),
  }));
}
