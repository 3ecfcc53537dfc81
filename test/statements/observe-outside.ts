/**
 * What a statement locks that cannot run in a transaction block: it commits on its way and leaves no lock behind to be read. So it is
 * stopped before each of its catalog updates: a session holds the catalogs against writers, and lets go of one only after the locks
 * were read and another session stands in line behind the statement. No lock is missed by bad luck, and nothing depends on time.
 */

import { Client } from "pg";
import { costsOf, locksOf, type Observation } from "../../src/postgres/observe-statements.ts";
import { relationStates } from "./observe-statement.ts";

// each transaction of these statements writes to one of them at least
const catalogs = ["pg_class", "pg_index", "pg_attribute", "pg_depend", "pg_inherits", "pg_constraint", "pg_statistic"];

const state = `
  select l.relation::text as oid, l.mode, l.granted, pg_catalog.pg_blocking_pids($1) as blockers
  from pg_catalog.pg_locks l
  where l.pid = $1 and (l.locktype = 'relation' or not l.granted)`;

interface LockRow {
  readonly oid: string | null;
  readonly mode: string;
  readonly granted: boolean;
  readonly blockers: readonly number[];
}

/** Runs the SQL outside of a transaction, for good, and tells what it did; scans do not show here. `holders`: see StatementCase. */
export async function observeOutside(url: string, sql: string, holders: readonly string[] = []): Promise<Observation> {
  const clients: Client[] = [];
  const connect = async () => {
    const client = new Client({ connectionString: url });
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    const [watcher, actor] = [await connect(), await connect()];
    const words: string[] = [];
    await actor.query("set client_min_messages = debug1");
    actor.on("notice", ({ message }) => words.push(message ?? ""));
    const actorPid = await pidOf(actor);
    const before = await relationStates(watcher);
    const keepers = await Promise.all(holders.map(async (holder) => await Holder.take(holder, await connect())));
    const gates = await Promise.all(catalogs.map(async (catalog) => await Gate.close(catalog, await connect())));
    const barriers = [...keepers, ...gates];
    const look = async () => (await watcher.query<LockRow>(state, [actorPid])).rows;
    const held = await watch(actor, sql, look, barriers, connect, watcher);
    for (const barrier of barriers) await barrier.open();
    const after = await relationStates(watcher);
    return { locks: locksOf(before, held), costs: costsOf(before, after, words), words };
  } finally {
    for (const client of clients) await client.end();
  }
}

/** Runs the SQL through the gates; the locks that it held or stood for at each of them. */
async function watch(
  actor: Client,
  sql: string,
  look: () => Promise<readonly LockRow[]>,
  barriers: readonly (Gate | Holder)[],
  connect: () => Promise<Client>,
  watcher: Client,
): Promise<readonly { oid: string; mode: string }[]> {
  const held = new Map<string, { oid: string; mode: string }>();
  let isDone = false;
  const run = actor.query(sql).finally(() => {
    isDone = true;
  });
  run.catch(() => {}); // awaited below, where it fails the test
  while (!isDone) {
    const [first] = await look();
    const barrier = barriers.find(({ pid }) => first?.blockers.includes(pid));
    if (barrier === undefined) continue;
    // only now it surely stands still
    for (const { oid, mode } of await look()) if (oid !== null) held.set(`${oid} ${mode}`, { oid, mode });
    if (barrier instanceof Gate) await barrier.letThrough(await connect(), watcher);
    else await barrier.open();
  }
  await run;
  return [...held.values()];
}

/** A session that was there first. */
class Holder {
  readonly pid: number;
  readonly #client: Client;
  #isOpen = false;

  private constructor(client: Client, pid: number) {
    this.#client = client;
    this.pid = pid;
  }

  static async take(sql: string, client: Client): Promise<Holder> {
    const pid = await pidOf(client);
    await client.query("begin");
    await client.query(sql);
    return new Holder(client, pid);
  }

  async open(): Promise<void> {
    if (!this.#isOpen) await this.#client.query("rollback");
    this.#isOpen = true;
  }
}

/** One catalog that nobody can write to. */
class Gate {
  readonly catalog: string;
  pid: number;
  #keeper: Client;
  #isClosed: Promise<unknown>;

  private constructor(catalog: string, keeper: Client, pid: number, isClosed: Promise<unknown>) {
    this.catalog = catalog;
    this.#keeper = keeper;
    this.pid = pid;
    this.#isClosed = isClosed;
  }

  static async close(catalog: string, keeper: Client): Promise<Gate> {
    const pid = await pidOf(keeper);
    await keeper.query("begin");
    await keeper.query(lock(catalog));
    return new Gate(catalog, keeper, pid, Promise.resolve());
  }

  /** Lets the one who waits write once; the next keeper stands behind it by then. */
  async letThrough(next: Client, watcher: Client): Promise<void> {
    const pid = await pidOf(next);
    await next.query("begin");
    const isClosed = next.query(lock(this.catalog));
    isClosed.catch(() => {}); // its session is ended at the end
    const waits = "select 1 from pg_catalog.pg_locks where pid = $1 and not granted";
    while ((await watcher.query(waits, [pid])).rowCount === 0);
    await this.open();
    this.#keeper = next;
    this.#isClosed = isClosed;
    this.pid = pid;
  }

  async open(): Promise<void> {
    await this.#isClosed;
    await this.#keeper.query("rollback");
    await this.#keeper.end();
  }
}

// the weakest mode that conflicts with writers and with itself
const lock = (catalog: string) => `lock table pg_catalog.${catalog} in share row exclusive mode`;

async function pidOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_catalog.pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}
