/**
 * How long a migration may wait for locks, all its waits together. The server's lock_timeout counts anew for each lock, so that a
 * statement over three partitions would wait three times, and everybody else behind it. Whoever watches from a second session adds the
 * waits up, and has the statement cancelled when they are spent.
 */

import { type LockHolder, readHolder } from "./lock-holder.ts";
import { Pause } from "./pause.ts";
import type { Session } from "./session.ts";

/** A watch over one session; `stop` it in any case. */
export interface WaitWatch {
  /** Ends it; says whether the budget was spent, and who stood in the way last. */
  stop(): Promise<{ readonly isSpent: boolean; readonly holders: readonly LockHolder[] }>;
}

/** Most statements are over by then, and cost no second session. */
const firstLookMs = 40;
const lookMs = 100;

const waitsQuery = (pid: number) => `
  select l.waitstart::pg_catalog.text as since,
         extract(epoch from pg_catalog.clock_timestamp() - l.waitstart)::pg_catalog.float8 * 1000 as waited,
         h.pid, h.application_name as application, h.usename::pg_catalog.text as "user", h.state, h.query_start::pg_catalog.text as query_start
  from pg_catalog.pg_locks l
  left join lateral (
    select a.* from pg_catalog.pg_stat_activity a where a.pid = any (pg_catalog.pg_blocking_pids(${pid}))
  ) h on true
  where l.pid = ${pid} and not l.granted and l.waitstart is not null
  order by h.pid`;

/**
 * Watches `worker` until stopped. `observer` gives a session of its own when one is needed first, and is asked once a watch; `firstMs`: whatever
 * is over by then costs no second session.
 */
export function watchWaits(
  worker: Session,
  observer: () => Promise<Session>,
  budgetMs: number,
  firstMs: number = firstLookMs,
): WaitWatch {
  const waits = new Map<string, number>();
  let holders: readonly LockHolder[] = [];
  let isSpent = false;
  let isStopped = false;
  const pause = new Pause();
  const watch = async () => {
    await pause.for(Math.min(firstMs, budgetMs));
    if (isStopped) return;
    const session = await observer();
    const query = waitsQuery(worker.backendPid);
    while (!isStopped) {
      const { rows } = await session.query(query);
      const seen = rows.filter(({ pid }) => pid !== null).map(readHolder);
      if (seen.length > 0) holders = seen;
      for (const { since, waited } of rows) waits.set(String(since), Number(waited));
      const left = budgetMs - [...waits.values()].reduce((sum, one) => sum + one, 0);
      if (left <= 0 && rows.length > 0 && !isStopped) {
        isSpent = true;
        await worker.cancel();
        return;
      }
      if (!isStopped) await pause.for(rows.length === 0 ? lookMs : Math.max(Math.min(lookMs, left), 1));
    }
  };
  // without a second session the server's lock_timeout is what is left
  const done = watch().catch(() => undefined);
  return {
    async stop() {
      isStopped = true;
      pause.end();
      await done;
      return { isSpent, holders };
    },
  };
}
