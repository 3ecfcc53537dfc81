/** Tells whom a statement waits for that has no timeout: whoever watches decides whether to wait on, since nothing else ends it. */

import { type LockHolder, readHolder } from "./lock-holder.ts";
import type { Session } from "./session.ts";

const lookMs = 2_000;

/** Tells once for each holder, from the moment that it stands in the way of `worker`. The returned function ends it. */
export function tellHolders(worker: Session, observer: () => Promise<Session>, tell: (holder: LockHolder) => void): () => void {
  const told = new Set<number>();
  let isLooking = false;
  const look = async () => {
    const { rows } = await (await observer()).query(`
      select a.pid, a.application_name as application, a.usename::pg_catalog.text as "user", a.state, a.query_start::pg_catalog.text as query_start
      from pg_catalog.pg_stat_activity a where a.pid = any (pg_catalog.pg_blocking_pids(${worker.backendPid})) order by a.pid`);
    for (const holder of rows.map(readHolder)) {
      if (!told.has(holder.pid)) tell(holder);
      told.add(holder.pid);
    }
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    // a look explains, and must not fail what it looks at
    void look()
      .catch(() => undefined)
      .finally(() => {
        isLooking = false;
      });
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
