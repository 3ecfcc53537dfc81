/**
 * Finds out whether two sessions lead to one and the same database, whatever their URLs say. Names, oids and system
 * identifiers cannot prove sameness, because a physical copy (a restored backup, a provider's branch) shares them; a
 * random advisory lock can: taken through one connection, it is visible through the other only in the same running
 * database. What differs does prove difference, so the lock is taken only when the cheap facts agree: a database's
 * oid and the microsecond its server started. A replica is another running database by both tests.
 */

import { AppError } from "../core/app-error.ts";
import type { StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** Facts that are equal if two sessions lead to the same database, though not only then. */
export interface DatabaseIdentity {
  readonly oid: string;
  readonly serverStarted: string;
}

/** Statement for {@link readDatabaseIdentity}; put it into a snapshot that is read anyway, and it costs no round trip. */
export const databaseIdentityQuery = `
select d.oid::text as oid, pg_catalog.pg_postmaster_start_time()::text as started
from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`;

/** Reads the result of {@link databaseIdentityQuery}. */
export function readDatabaseIdentity(result: StatementResult): DatabaseIdentity {
  const row = result.rows[0];
  return { oid: String(row?.oid), serverStarted: String(row?.started) };
}

/** False proves that the databases differ; true proves nothing and asks for {@link shareAdvisoryLocks}. */
export function couldBeSameDatabase(a: DatabaseIdentity, b: DatabaseIdentity): boolean {
  return a.oid === b.oid && a.serverStarted === b.serverStarted;
}

/**
 * True when both sessions lead to the same database. One round trip, run on both at once, when they differ; three
 * when they do not.
 *
 * @param lockKey random, 63 bits, for this call only
 * @throws AppError as `Session.snapshot`
 */
export async function sameDatabase(a: Session, b: Session, lockKey: bigint): Promise<boolean> {
  const [first, second] = await Promise.all([a.query(databaseIdentityQuery), b.query(databaseIdentityQuery)]);
  if (!couldBeSameDatabase(readDatabaseIdentity(first), readDatabaseIdentity(second))) return false;
  return shareAdvisoryLocks(a, b, lockKey);
}

/**
 * The proof: takes a transaction-scoped advisory lock through `a`, which works in a read-only transaction, on a
 * standby and through a transaction pooler, and looks for it through `b`. It ends with the transaction.
 *
 * @param lockKey random, 63 bits, for this call only
 * @throws AppError as `Session.snapshot`
 */
export async function shareAdvisoryLocks(a: Session, b: Session, lockKey: bigint): Promise<boolean> {
  const key = BigInt.asIntN(64, lockKey);
  return a.transaction([`select pg_catalog.pg_try_advisory_xact_lock(${key}) as taken`], async ([taken]) => {
    if (taken?.rows[0]?.taken !== true) {
      throw new AppError({ code: "INTERNAL", message: "A random advisory lock was taken already.", retryable: true });
    }
    const { rows } = await b.query(lockIsVisible(key));
    return rows[0]?.visible === true;
  });
}

/** pg_locks shows a bigint key as two halves, `classid` the upper one, with objsubid 1. */
function lockIsVisible(key: bigint): string {
  const bits = BigInt.asUintN(64, key);
  return `
select exists (
  select from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.classid = ${bits >> 32n} and l.objid = ${bits & 0xffffffffn}
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
) as visible`;
}
