/**
 * What a statement locks that cannot run in a transaction block: it commits on its way and leaves no lock behind to be read. So it is
 * stopped before each of its catalog updates: a session holds the catalogs against writers, and lets go of one only after the locks
 * were read and another session stands in line behind the statement. No lock is missed by bad luck, and nothing depends on time.
 * For scratch databases only, with sessions of a superuser.
 */

import { costsOf, type HeldLock, locksOf, type Observation, type RelationState, statesQuery } from "./observe-statements.ts";
import type { Session } from "./session.ts";

// each transaction of these statements writes to one of them at least
const catalogs = ["pg_class", "pg_index", "pg_attribute", "pg_depend", "pg_inherits", "pg_constraint", "pg_statistic"];

/** Who takes part. */
export interface ApartStage {
  /** What sessions do first and hold until the statement waits for them, where it locks without writing anything. */
  readonly holders?: readonly string[];
  /** Runs the statement. */
  readonly actor: Session;
  /** Looks on. */
  readonly observer: Session;
  /** More sessions to the same database; closed at the end. */
  readonly open: () => Promise<Session>;
}

/** What came of it. */
export interface ApartRun {
  /** Scans do not show: the counters do not survive a commit. */
  readonly observation: Observation;
  /** What the server said when it refused the statement; null where it ran. */
  readonly refused: string | null;
}

/** Runs one statement outside of a transaction, for good. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function observeApart(sql: string, { actor, observer, open, holders = [] }: ApartStage): Promise<ApartRun> {
  const sessions: Session[] = [];
  const more = async () => {
    const session = await open();
    sessions.push(session);
    return session;
  };
  const words: string[] = [];
  const stop = actor.listen((message) => words.push(message));
  try {
    await actor.run(["set client_min_messages = debug1"]);
    const before = await statesOf(observer);
    const barriers: Barrier[] = [];
    for (const holder of holders) barriers.push(await Holder.take(holder, await more()));
    for (const catalog of catalogs) barriers.push(await Gate.close(catalog, await more()));
    const { held, refused } = await watch(sql, { actor, observer, open: more }, barriers);
    for (const barrier of barriers) await barrier.open();
    const after = await statesOf(observer);
    return { observation: { locks: locksOf(before, held), costs: costsOf(before, after, words), words }, refused };
  } finally {
    stop();
    await actor.run(["reset client_min_messages"]);
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function statesOf(session: Session): Promise<readonly RelationState[]> {
  const [result] = await session.run([statesQuery]);
  return (result?.rows ?? []) as unknown as readonly RelationState[]; // as the query names them
}

interface LockRow extends Omit<HeldLock, "oid"> {
  readonly oid: string | null;
  readonly blockers: string;
}

/** Runs the SQL through the gates; the locks that it held or stood for at each of them. */
async function watch(
  sql: string,
  { actor, observer, open }: ApartStage,
  barriers: readonly Barrier[],
): Promise<{ readonly held: readonly HeldLock[]; readonly refused: string | null }> {
  const pid = await pidOf(actor);
  const look = async () => {
    const [result] = await observer.run([locksOfOther(pid)]);
    return (result?.rows ?? []) as unknown as readonly LockRow[]; // as the query names them
  };
  const held = new Map<string, HeldLock>();
  let isDone = false;
  const run = actor.attempt([sql]).finally(() => {
    isDone = true;
  });
  run.catch(() => {}); // awaited below
  while (!isDone) {
    const [first] = await look();
    const blockers = (first?.blockers ?? "").split(",").map(Number);
    const barrier = barriers.find((one) => blockers.includes(one.pid));
    if (barrier === undefined) continue;
    // only now it surely stands still
    for (const { oid, mode } of await look()) if (oid !== null) held.set(`${oid} ${mode}`, { oid, mode });
    await barrier.letThrough(open, observer);
  }
  const refused = await run;
  return { held: [...held.values()], refused: refused?.message ?? null };
}

const locksOfOther = (pid: number) => `
  select l.relation::pg_catalog.text as oid, l.mode, pg_catalog.array_to_string(pg_catalog.pg_blocking_pids(${pid}), ',') as blockers
  from pg_catalog.pg_locks l
  where l.pid = ${pid} and (l.locktype = 'relation' or not l.granted)
  order by l.relation, l.mode`;

/** Somebody whom the statement waits for. */
interface Barrier {
  readonly pid: number;
  /** Lets the one who waits go on. */
  letThrough(open: () => Promise<Session>, observer: Session): Promise<void>;
  /** Ends it; may be called again. */
  open(): Promise<void>;
}

/** A session that was there first. */
class Holder implements Barrier {
  readonly pid: number;
  readonly #session: Session;

  private constructor(session: Session, pid: number) {
    this.#session = session;
    this.pid = pid;
  }

  static async take(sql: string, session: Session): Promise<Holder> {
    const pid = await pidOf(session);
    await session.run(["begin", sql]);
    return new Holder(session, pid);
  }

  letThrough(): Promise<void> {
    return this.open();
  }

  async open(): Promise<void> {
    await this.#session.run(["rollback"]);
  }
}

/** One catalog that nobody can write to. */
class Gate implements Barrier {
  readonly catalog: string;
  pid: number;
  #keeper: Session;
  #isClosed: Promise<unknown>;

  private constructor(catalog: string, keeper: Session, pid: number, isClosed: Promise<unknown>) {
    this.catalog = catalog;
    this.#keeper = keeper;
    this.pid = pid;
    this.#isClosed = isClosed;
  }

  static async close(catalog: string, keeper: Session): Promise<Gate> {
    const pid = await pidOf(keeper);
    await keeper.run(["begin", lock(catalog)]);
    return new Gate(catalog, keeper, pid, Promise.resolve());
  }

  /** Lets the one who waits write once; the next keeper stands behind it by then. */
  async letThrough(open: () => Promise<Session>, observer: Session): Promise<void> {
    const next = await open();
    const pid = await pidOf(next);
    const isClosed = next.run(["begin", lock(this.catalog)]);
    isClosed.catch(() => {}); // its session is closed at the end
    const waits = `select l.pid from pg_catalog.pg_locks l where l.pid = ${pid} and not l.granted`;
    while (((await observer.run([waits]))[0]?.rows.length ?? 0) === 0);
    await this.open();
    this.#keeper = next;
    this.#isClosed = isClosed;
    this.pid = pid;
  }

  async open(): Promise<void> {
    await this.#isClosed;
    await this.#keeper.run(["rollback"]);
    // each catalog update takes another one, and a server has not that many
    await this.#keeper.close();
  }
}

// the weakest mode that conflicts with writers and with itself
const lock = (catalog: string) => `lock table pg_catalog.${catalog} in share row exclusive mode`;

async function pidOf(session: Session): Promise<number> {
  const [result] = await session.run(["select pg_catalog.pg_backend_pid() as pid"]);
  return Number(result?.rows[0]?.pid);
}
