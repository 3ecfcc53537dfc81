/** Runs a data job as its engine sees it, for tests of what no command line can bring about. */

import { setTimeout as delay } from "node:timers/promises";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import type { Session } from "../../src/postgres/session.ts";
import type { DataJob, JobMeans, JobOutcome } from "../../src/workflows/data-job.ts";
import { runDataJob } from "../../src/workflows/run-data-job.ts";

/** A session as jobs open it: it may write, and no statement of it is cut off. */
export function openJobSession(url: string): Promise<Session> {
  return openSession(parseConnectionUrl(url, { env: {}, osUser: "tester" }), { readOnly: false, statementTimeoutMs: 0 });
}

/** Runs it; `means` replaces some of the usual ones. */
export function runJob(url: string, job: DataJob, means: Partial<JobMeans> = {}): Promise<JobOutcome> {
  return runDataJob(job, {
    open: () => openJobSession(url),
    actor: "tester",
    worker: "test",
    commandOf: (action) => `lockstep backfill ${action}`,
    again: false,
    clear: () => null,
    onProgress: () => undefined,
    onTrouble: () => undefined,
    sleep: (ms) => delay(ms),
    now: () => performance.now(),
    random: Math.random,
    signal: undefined,
    ...means,
  });
}

/** Opens a session that may write, for as long as `work` takes. */
export async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openJobSession(url);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
