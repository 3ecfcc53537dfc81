/**
 * The lock that lets one runner work on a database at a time. It belongs to the session that runs the statements, so that a backend whose
 * client died keeps it until it has ended. It is asked for again and again and never waited for: a session that waits for a lock in the
 * server holds a transaction open, and CREATE INDEX CONCURRENTLY of the other runner would wait for that one.
 */

import { AppError } from "../core/app-error.ts";
import type { Session } from "./session.ts";

/** "lockstep" in ASCII. */
const runnerLock = 0x6c6f636b73746570n;

/** Holds the lock to the end of a transaction: a migration may let go of every lock of its session, and does not get at this one. */
export const holdRunnerLock = `select pg_catalog.pg_try_advisory_xact_lock(${runnerLock})`;

/** Has the session hold it again, if it does not any more. */
export const keepRunnerLock = `select pg_catalog.pg_try_advisory_lock(${runnerLock})`;

/** Who holds it. */
export interface RunnerLockHolder {
  readonly pid: number;
  readonly user: string | null;
  readonly application: string;
  /** Of the client; null where it is local or may not be seen. */
  readonly host: string | null;
  /** Since it connected. */
  readonly forSeconds: number;
}

/** How long to wait, and how. */
export interface LockWaiting {
  /** Longest wait. */
  readonly waitMs: number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
  /** Told once, when somebody else holds it. */
  readonly onWait: (holder: RunnerLockHolder | null) => void;
  /**
   * Has the holder's statement cancelled, once, where the holder is a runner by its name. Whether anybody is still behind it cannot be seen,
   * so that only a person can ask for this.
   */
  readonly cancelsHolder?: boolean;
}

/** Takes the lock. @throws AppError RUNNER_BUSY after the longest wait, with who holds it */
export async function takeRunnerLock(session: Session, waiting: LockWaiting): Promise<void> {
  const deadline = waiting.now() + waiting.waitMs;
  let told = false;
  while (!(await tryLock(session))) {
    const holder = await holderOf(session);
    if (!told) waiting.onWait(holder);
    if (!told && waiting.cancelsHolder === true && holder?.application.startsWith("lockstep ") === true)
      await session.run([`select pg_catalog.pg_cancel_backend(${holder.pid})`]);
    told = true;
    if (waiting.now() >= deadline) throw busy(session, holder, waiting.waitMs);
    await waiting.sleep(Math.min(100 + waiting.random() * 200, Math.max(deadline - waiting.now(), 1)));
  }
}

/** Lets it go, however often it was taken. */
export async function releaseRunnerLock(session: Session): Promise<void> {
  await session.run(["select pg_catalog.pg_advisory_unlock_all()"]);
}

async function tryLock(session: Session): Promise<boolean> {
  const [result] = await session.run([`select pg_catalog.pg_try_advisory_lock(${runnerLock}) as taken`]);
  return result?.rows[0]?.taken === true;
}

async function holderOf(session: Session): Promise<RunnerLockHolder | null> {
  const [result] = await session.run([
    `select a.pid, a.usename::pg_catalog.text as "user", a.application_name as application, pg_catalog.host(a.client_addr) as host,
            extract(epoch from pg_catalog.clock_timestamp() - a.backend_start)::pg_catalog.float8 as seconds
     from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid = ${runnerLock >> 32n} and l.objid = ${runnerLock & 0xffffffffn}
       and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
     order by a.pid limit 1`,
  ]);
  const row = result?.rows[0];
  if (row === undefined) return null;
  return {
    pid: Number(row.pid),
    user: row.user === null ? null : String(row.user),
    application: String(row.application),
    host: row.host === null ? null : String(row.host),
    forSeconds: Number(row.seconds),
  };
}

/** Who it is, in one clause. */
export function describeRunner(holder: RunnerLockHolder | null): string {
  if (holder === null) return "a session that could not be seen";
  const { pid, user, application, host, forSeconds } = holder;
  return `process ${pid} (${application || "unnamed"}, user ${user ?? "unknown"}, from ${host ?? "this machine"}, connected for ${Math.round(forSeconds)} s)`;
}

function busy(session: Session, holder: RunnerLockHolder | null, waitMs: number): AppError {
  return new AppError({
    code: "RUNNER_BUSY",
    message: `${session.display}: another runner is at work: ${describeRunner(holder)}; waited ${Math.round(waitMs / 100) / 10} s.`,
    hint:
      holder === null
        ? "Try again in a moment."
        : `Try again when it has finished. If nobody is behind it any more: select pg_terminate_backend(${holder.pid})`,
    retryable: true,
  });
}
