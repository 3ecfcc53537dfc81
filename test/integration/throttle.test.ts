/** What a job's throttle rests on: what a gauge measures on real servers, which triggers an update fires, and what a target can do. */

import { Client } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { decideTriggers } from "../../src/core/backfill/firing-triggers.ts";
import type { Pressure } from "../../src/core/backfill/throttle.ts";
import { readFiringTriggers } from "../../src/postgres/firing-triggers.ts";
import { type GaugeOptions, PressureGauge } from "../../src/postgres/pressure-gauge.ts";
import { readTargetAbilities } from "../../src/postgres/target-abilities.ts";
import { examineTarget } from "../../src/workflows/examine-target.ts";
import { openThrottle } from "../../src/workflows/open-throttle.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { LaggingReplica } from "../support/lagging-replica.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { open, target } from "../support/sessions.ts";
import { testedMajors } from "../support/tested-majors.ts";

const table =
  "create schema lockstep; create table public.t (id int primary key, x text); insert into t select i, 'a' from generate_series(1, 1000) i;";

/** The same database for a role without any right of its own. */
function asRole(url: string, role: string): string {
  const other = new URL(url);
  other.username = role;
  other.password = role;
  return other.href;
}

const clients: Client[] = [];
const replicas: LaggingReplica[] = [];
const gauges: PressureGauge[] = [];

afterEach(async () => {
  for (const replica of replicas.splice(0)) replica.end();
  for (const client of clients.splice(0)) await client.end();
  for (const gauge of gauges.splice(0)) await gauge.close();
});

async function connect(url: string, ...statements: readonly string[]): Promise<Client & { pid: number }> {
  const client = new Client({ connectionString: url });
  clients.push(client);
  client.on("error", () => undefined);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return Object.assign(client, { pid: rows[0]?.pid ?? 0 });
}

function gaugeOf(url: string, options: Partial<GaugeOptions> = {}) {
  const warnings: string[] = [];
  const gauge = new PressureGauge(target(url), {
    relation: "public.t",
    workers: () => [],
    canary: "row",
    warn: (text) => warnings.push(text),
    ...options,
  });
  gauges.push(gauge);
  const until = async (is: (pressure: Pressure) => boolean): Promise<Pressure> => {
    for (let tries = 0; ; tries++) {
      const pressure = await gauge.read();
      if (is(pressure) || tries === 60) return pressure;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return { gauge, warnings, until };
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, {
    settings: { wal_level: "logical", max_wal_senders: "4", archive_mode: "on", archive_command: "false" },
  });

  describe("a gauge", () => {
    it("measures waiters, old transactions, a small write, and leaves the job's own out", async () => {
      const url = await createDatabase(server(), table);
      const worker = await connect(url, "begin", "update t set x = 'b' where id = 1");
      const old = await connect(url, "begin isolation level repeatable read", "select 1");
      const { gauge, warnings, until } = gaugeOf(url, { workers: () => [worker.pid] });
      const calm = await gauge.read();
      expect(calm).toMatchObject({ autovacuum: "none", waiters: 0, replicaLagMs: null, replicaLagBytes: null });
      expect(calm.canaryMs).toBeGreaterThan(0);
      expect(calm.canaryMs).toBeLessThan(1_000);
      expect(await execSql(url, "select count(*)::int as rows from lockstep.job_canary")).toEqual([{ rows: 1 }]);
      // the second in the queue for the row waits for the first, and so for the worker
      const waiting = await Promise.all([connect(url), connect(url)]);
      const updates = waiting.map((client) => client.query("update t set x = 'c' where id = 1").catch(() => undefined));
      expect((await until(({ waiters }) => waiters === 2)).waiters).toBe(2);
      const aged = await until(({ oldestTransactionMs }) => (oldestTransactionMs ?? 0) > 500);
      expect(aged.oldestTransactionMs).toBeGreaterThan(500);
      await worker.query("rollback");
      await Promise.all(updates);
      await old.query("rollback");
      const after = await gauge.read();
      expect(after.waiters).toBe(0);
      expect(after.oldestTransactionMs).toBeLessThan(500);
      expect((await until(({ walBytesPerSecond }) => (walBytesPerSecond ?? 0) > 0)).walBytesPerSecond).toBeGreaterThan(0);
      expect(warnings).toEqual([]);
    });

    it("feels a lock as a write does, and takes a statement of the user's instead of its own", async () => {
      const url = await createDatabase(server(), table);
      const { gauge, warnings } = gaugeOf(url, { canary: { sql: "update public.t set x = x where id = 7" }, timeoutMs: 500 });
      expect((await gauge.read()).canaryMs).toBeLessThan(500);
      const blocker = await connect(url, "begin", "update t set x = 'b' where id = 7");
      expect((await gauge.read()).canaryMs).toBe(500);
      await blocker.query("rollback");
      expect((await gauge.read()).canaryMs).toBeLessThan(500);
      expect(await execSql(url, "select to_regclass('lockstep.job_canary') as none")).toEqual([{ none: null }]);
      const { gauge: wrong, warnings: told } = gaugeOf(url, { canary: { sql: "select no_such('secret')" } });
      expect((await wrong.read()).canaryMs).toBeNull();
      expect((await wrong.read()).canaryMs).toBeNull();
      expect(told).toEqual(["how writes fare is not measured: its statement was refused (SQLSTATE 42883)"]);
      expect(warnings).toEqual([]);
    });

    it("sees dead rows of partitions together, and that nobody cleans them up", async () => {
      const url = await createDatabase(
        server(),
        `create table p (id int primary key, x text) partition by range (id);
         create table p1 partition of p for values from (0) to (500);
         create table p2 partition of p for values from (500) to (2000);
         insert into p select i, 'a' from generate_series(1, 1000) i;`,
      );
      const { gauge, until } = gaugeOf(url, { relation: "public.p", canary: null });
      expect((await until(({ deadShare }) => deadShare === 0)).deadShare).toBe(0);
      await execSql(url, "update p set x = 'b'; update p set x = 'c'");
      const seen = await until(({ deadShare }) => (deadShare ?? 0) > 0.6);
      expect(seen.deadShare).toBeCloseTo(2 / 3, 1);
      // the test's servers have autovacuum off
      expect(seen).toMatchObject({ isVacuumMissing: true, canaryMs: null });
      await execSql(url, "vacuum p");
      expect((await until(({ deadShare }) => deadShare === 0)).isVacuumMissing).toBe(false);
      expect((await gauge.read()).deadShare).toBe(0);
    });

    it("sees replicas that stay behind, slots that keep WAL and files that nobody archives", async () => {
      const url = await createDatabase(server(), table);
      await execSql(url, "select pg_create_physical_replication_slot('left_alone', true)");
      try {
        const replica = await LaggingReplica.begin(url, "far");
        replicas.push(replica);
        const { until } = gaugeOf(url);
        await execSql(url, "update t set x = repeat('x', 1000); select pg_switch_wal()");
        await execSql(url, "update t set x = repeat('y', 1000); select pg_switch_wal()");
        await execSql(url, "update t set x = repeat('z', 1000)");
        const seen = await until((pressure) => {
          replica.say();
          return (pressure.replicaLagMs ?? 0) >= 300 && (pressure.archiveBacklog ?? 0) >= 2;
        });
        expect(seen.replicaLagMs).toBeGreaterThanOrEqual(300);
        expect(seen.replicaLagBytes).toBeGreaterThan(1_000_000);
        expect(seen.slotBytes).toBeGreaterThan(1_000_000);
        expect(seen.archiveBacklog).toBeGreaterThanOrEqual(2);
      } finally {
        await execSql(url, "select pg_drop_replication_slot('left_alone')");
      }
    });

    it("works for a role without any right, and says once what it is not told", async () => {
      const url = await createDatabase(server(), `${table} ${ensureRole("plain", "login password 'plain'")}`);
      const old = await connect(url, "begin isolation level repeatable read", "select 1");
      const worker = await connect(url, "begin", "update t set x = 'b' where id = 1");
      const waiter = await connect(url);
      const update = waiter.query("update t set x = 'c' where id = 1").catch(() => undefined);
      const replica = await LaggingReplica.begin(url, "near");
      replicas.push(replica);
      const { gauge, warnings, until } = gaugeOf(asRole(url, "plain"), { workers: () => [worker.pid] });
      const seen = await until(({ waiters, oldestTransactionMs }) => waiters === 1 && (oldestTransactionMs ?? 0) > 200);
      expect(seen).toMatchObject({ waiters: 1, replicaLagMs: null, replicaLagBytes: null, canaryMs: null, autovacuum: "none" });
      expect(seen.oldestTransactionMs).toBeGreaterThan(200);
      await gauge.read();
      expect(warnings).toHaveLength(2);
      expect(warnings.join("\n")).toContain("grant pg_monitor to plain");
      expect(warnings.join("\n")).toContain("the role may not create lockstep.job_canary");
      await worker.query("rollback");
      await update;
      await old.query("rollback");
    });

    it("does without a part that the role may not ask for", async () => {
      const url = await createDatabase(
        server(),
        `${table} ${ensureRole("plain", "login password 'plain'")}
         revoke execute on function pg_catalog.pg_stat_get_archiver() from public;`,
      );
      const { gauge, warnings, until } = gaugeOf(asRole(url, "plain"), { canary: null });
      expect(await gauge.read()).toMatchObject({ waiters: 0, archiveBacklog: null, slotBytes: null });
      // before 15 statistics come a moment later
      expect(await until(({ deadShare }) => deadShare === 0)).toMatchObject({ waiters: 0, deadShare: 0 });
      expect(warnings.filter((text) => text.startsWith("what waits for WAL cannot be read here"))).toHaveLength(1);
    });

    it("outlives its connections, and ends no job by it", async () => {
      const url = await createDatabase(server(), table);
      const { gauge, warnings, until } = gaugeOf(url);
      expect((await gauge.read()).waiters).toBe(0);
      await execSql(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lockstep gauge' and datname = current_database()",
      );
      expect(await gauge.read()).toMatchObject({ waiters: null, deadShare: null, canaryMs: null });
      const again = await until(({ waiters, canaryMs }) => waiters === 0 && canaryMs !== null);
      expect(again.canaryMs).toBeGreaterThan(0);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain("the job goes on without it");
      await gauge.close();
      const left =
        "select count(*)::int as left from pg_stat_activity where application_name = 'lockstep gauge' and datname = current_database()";
      await expect.poll(() => execSql(url, left)).toEqual([{ left: 0 }]);
    });
  });

  describe("a throttle", () => {
    it("holds a job back while writers wait for it, and lets it go when they do not any more", async () => {
      const url = await createDatabase(server(), table);
      const worker = await connect(url, "begin", "update t set x = 'b'");
      const told: string[] = [];
      const throttle = await openThrottle(
        { throttle: { waiters: { slow: null, stop: 2 }, canaryMs: null }, windows: ["00:00-24:00"] },
        {
          origin: "a job",
          relation: "public.t",
          target: target(url),
          workers: () => [worker.pid],
          onChange: ({ level, causes }) => told.push([level, ...causes].join(" ")),
          warn: (text) => told.push(text),
          signal: undefined,
        },
      );
      try {
        await throttle.waitUntilClear(0);
        expect(throttle.waitUntilClear(50)).toBeNull();
        const writers = await Promise.all([connect(url), connect(url)]);
        const updates = writers.map((client, i) => client.query(`update t set x = 'c' where id = ${i + 1}`));
        await expect.poll(() => throttle.verdict().level, { timeout: 5_000 }).toBe("stop");
        const waiting = throttle.waitUntilClear(50);
        await worker.query("commit");
        await waiting;
        await Promise.all(updates);
        expect(told).toEqual(["stop waiters", "go"]);
        expect(throttle.spent()[0]?.cause).toBe("waiters");
      } finally {
        await throttle.close();
      }
      await expect(
        openThrottle(
          { throttle: { canary: "commit; select 1" } },
          {
            origin: "a job",
            relation: "public.t",
            target: target(url),
            workers: () => [],
            onChange: () => undefined,
            warn: () => undefined,
            signal: undefined,
          },
        ),
      ).rejects.toThrow("a job: throttle.canary must be one statement, without begin or commit.");
    });
  });

  describe("firing triggers", () => {
    const log = `
      create table fired (name text);
      create function note() returns trigger language plpgsql as
        $$ begin insert into public.fired values (tg_name); return coalesce(new, old); end $$;`;
    const made = (name: string, rest: string) => `create trigger ${name} ${rest} execute function note();`;
    const setUp = `${log}
      create table orgs (id int primary key);
      create table u (
        id int primary key, email text, nick text, org int references orgs, rank int unique deferrable,
        lower_email text generated always as (lower(email)) stored
      );
      insert into u (id, email) values (1, 'A');
      ${made("any_row", "before update on u for each row")}
      ${made("of_email", "after update of email on u for each row when (old.email is distinct from new.email or new.nick = 'x) EXECUTE FUNCTION y')")}
      ${made("of_nick", "after update of nick on u for each row")}
      ${made("of_lower", "after update of lower_email on u for each row")}
      ${made("on_insert", "before insert or delete on u for each row")}
      ${made("whole", "after update on u for each statement")}
      ${made("off", "before update on u for each row")} alter table u disable trigger off;
      ${made("forever", "before update on u for each row")} alter table u enable always trigger forever;
      ${made("asleep", "before update on u for each row")} alter table u enable replica trigger asleep;`;
    const updated = async (url: string, setting: string, sql: string) => {
      const rows = await execSql(
        url,
        `begin; truncate fired; set local session_replication_role = ${setting}; ${sql}; commit; select distinct name from fired order by name`,
      );
      return rows.map(({ name }) => name);
    };

    it("are those that the server fires, as they are enabled", async () => {
      const url = await createDatabase(server(), setUp);
      const found = await readFiringTriggers(await open(url), "public.u", ["email"]);
      const names = (...states: readonly string[]) =>
        found.triggers.filter(({ enabled }) => states.includes(enabled)).map(({ name }) => name);
      const email = "update u set email = email || 'b'";
      expect(names("origin", "always")).toEqual(await updated(url, "origin", email));
      expect(names("origin", "always")).toEqual(["any_row", "forever", "of_email", "of_lower", "whole"]);
      expect(names("always", "replica")).toEqual(await updated(url, "replica", email));
      expect(found.triggers.find(({ name }) => name === "of_email")).toEqual({
        name: "of_email",
        relation: "public.u",
        function: "public.note()",
        timing: "after",
        level: "row",
        columns: ["email"],
        when: "(((old.email IS DISTINCT FROM new.email) OR (new.nick = 'x) EXECUTE FUNCTION y'::text)))",
        enabled: "origin",
      });
      expect(found).toMatchObject({ relation: "public.u", foreignKeys: [], lateKeys: [], maySkip: true });
      const choices = {
        any_row: "skip",
        of_email: "skip",
        of_lower: "skip",
        whole: "skip",
        forever: "keep",
        asleep: "keep",
      } as const;
      const decision = decideTriggers(found, choices, "a job");
      expect(decision.setting).toBe("replica");
      const fired = await updated(url, "replica", email);
      expect(fired.filter((name) => decision.skipped.some((trigger) => trigger.name === name))).toEqual([]);
      expect(fired).toEqual(decision.kept.map(({ name }) => name).sort());
      const reach = { relation: "public.u", writes: ["email"], reads: [], key: ["id"] };
      const examine = (more: object) => open(url).then((session) => examineTarget(session, { ...reach, ...more }, {}, "a job"));
      await expect(examine({})).rejects.toMatchObject({ code: "TRIGGER_UNDECIDED" });
      await expect(examine({ writes: ["lower_email"] })).rejects.toMatchObject({ code: "JOB_REFUSED" });
      expect(await examine({ writes: [] })).toEqual({ warnings: [], triggers: { setting: null, kept: [], skipped: [] } });
    });

    it("stand with the checks that skipping would leave out", async () => {
      const url = await createDatabase(server(), setUp);
      const session = await open(url);
      expect(await readFiringTriggers(session, "public.u", ["org", "rank"])).toMatchObject({
        foreignKeys: ["public.u.u_org_fkey"],
        lateKeys: ["public.u.u_rank_key"],
      });
      // the other side of the key: what refers to it
      expect(await readFiringTriggers(session, "public.orgs", ["id"])).toMatchObject({
        triggers: [],
        foreignKeys: ["public.u.u_org_fkey"],
        maySkip: false,
      });
      await execSql(url, `${ensureRole("plain", "login password 'plain'")} grant select on u to plain`);
      expect(await readFiringTriggers(await open(asRole(url, "plain")), "public.u", ["email"])).toMatchObject({
        maySkip: false,
        role: "plain",
      });
    });

    it("are found once over partitions, and apart where a partition differs", async () => {
      const url = await createDatabase(
        server(),
        `${log}
         create table p (id int primary key, x text) partition by range (id);
         create table p1 partition of p for values from (0) to (10);
         create table p2 partition of p for values from (10) to (20);
         insert into p values (1, 'a'), (11, 'a');
         ${made("every", "after update of x on p for each row")}
         ${made("part", "after update on p for each row")} alter table p2 disable trigger part;
         ${made("whole", "after update on p for each statement")}
         ${made("own", "before update on p2 for each row")}
         ${made("own_whole", "before update on p2 for each statement")}`,
      );
      const found = await readFiringTriggers(await open(url), "public.p", ["x"]);
      expect(found.triggers.map(({ relation, name }) => `${relation} ${name}`)).toEqual([
        "public.p every",
        "public.p whole",
        "public.p1 part",
        "public.p2 own",
      ]);
      expect(await updated(url, "origin", "update p set x = 'b'")).toEqual(["every", "own", "part", "whole"]);
    });
  });

  describe("a target", () => {
    const abilities = async (
      url: string,
      relation: string,
      writes: readonly string[],
      more: { key?: readonly string[] | null } = {},
    ) => {
      const findings = await readTargetAbilities(await open(url), { relation, writes, reads: [], key: ["id"], ...more });
      return findings.map(({ code, level }) => `${level} ${code}`);
    };

    it("that can do everything draws no finding", async () => {
      const url = await createDatabase(server(), table);
      expect(await abilities(url, "public.t", ["x"])).toEqual([]);
    });

    it("is refused where the table or a column cannot be written that way", async () => {
      const url = await createDatabase(
        server(),
        `create table t (id int primary key, x text, big text generated always as (upper(x)) stored, n int generated always as identity);
         create view v as select * from t;
         create table r (id int primary key, x text);
         create rule also as on update to r do also select 1;
         create rule away as on update to r where old.id = 3 do instead nothing;
         create table p (id int, region text, x text) partition by list (lower(region));`,
      );
      expect(await abilities(url, "public.t", ["big", "n", "gone"])).toEqual([
        "refuse no-column",
        "refuse generated",
        "refuse identity",
      ]);
      expect(await abilities(url, "public.t", ["id", "x"], { key: ["id"] })).toEqual(["refuse writes-key"]);
      expect(await abilities(url, "public.t", ["x"], { key: null })).toEqual(["refuse no-key"]);
      expect(await abilities(url, "public.v", ["x"], { key: null })).toEqual(["refuse not-a-table"]);
      expect(await abilities(url, "public.r", ["x"])).toEqual(["refuse rule", "warn rule"]);
      expect(await abilities(url, "public.p", ["region"])).toEqual(["refuse partition-key"]);
      expect(await abilities(url, "public.p", ["x"])).toEqual([]);
    });

    it("is refused where rights are missing or rows would be hidden", async () => {
      const url = await createDatabase(
        server(),
        `${ensureRole("plain", "login password 'plain'")}
         create table t (id int primary key, x text, y text);
         grant select (id, x), update (x) on t to plain;
         create table s (id int primary key, x text);
         alter table s enable row level security;
         create policy own on s using (x = current_user);
         create policy adding on s for insert with check (true);
         grant select, update on s to plain;
         do $$ begin execute format('revoke create on database %I from public', current_database()); end $$;`,
      );
      const plain = asRole(url, "plain");
      expect(await abilities(plain, "public.t", ["x"])).toEqual(["refuse right-ledger"]);
      expect(await abilities(plain, "public.t", ["x", "y"])).toEqual([
        "refuse right-update",
        "refuse right-select",
        "refuse right-ledger",
      ]);
      await execSql(url, "create schema lockstep; grant all on schema lockstep to plain");
      expect(await abilities(plain, "public.t", ["x"])).toEqual([]);
      const [hidden] = await readTargetAbilities(await open(plain), {
        relation: "public.s",
        writes: ["x"],
        reads: [],
        key: ["id"],
      });
      expect(hidden).toMatchObject({ code: "row-security", level: "refuse" });
      expect(hidden?.message).toContain("(by own)");
      // superusers see everything
      expect(await abilities(url, "public.s", ["x"])).toEqual([]);
    });

    it("is described with whoever reads its changes", async () => {
      const url = await createDatabase(
        server(),
        `create table t (id int primary key, x text);
         create table bare (id int not null, x text);
         create table p (id int primary key, x text) partition by range (id);
         create table p1 partition of p for values from (0) to (10);
         create publication feed for table t, bare, p;
         create publication inserts for table t with (publish = 'insert');`,
      );
      expect(await abilities(url, "public.t", ["x"])).toEqual(["warn publication"]);
      expect(await abilities(url, "public.p", ["x"])).toEqual(["warn publication"]);
      expect(await abilities(url, "public.p1", ["x"])).toEqual(["warn publication"]);
      expect(await abilities(url, "public.bare", ["x"])).toEqual(["refuse replica-identity"]);
      // what it foretells is what happens
      await execSql(url, "insert into bare values (1, 'a')");
      await expect(execSql(url, "update bare set x = 'b'")).rejects.toThrow("does not have a replica identity");
      await execSql(url, "alter table t replica identity full");
      await execSql(url, "select pg_create_logical_replication_slot('reader', 'pgoutput')");
      try {
        const findings = await readTargetAbilities(await open(url), {
          relation: "public.t",
          writes: ["x"],
          reads: [],
          key: ["id"],
        });
        expect(findings.map(({ code }) => code)).toEqual(["publication", "logical-slot"]);
        expect(findings[0]?.message).toBe(
          "Every row that the job changes goes to the subscribers of feed, with the values that it had before.",
        );
      } finally {
        await execSql(url, "select pg_drop_replication_slot('reader')");
      }
    });

    it("is refused where Citus has distributed the table", async () => {
      const url = await createDatabase(
        server(),
        `${table} create table elsewhere (id int primary key, x text);
         set allow_system_table_mods = on;
         create table pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char");
         insert into pg_catalog.pg_dist_partition values ('t', 'h');`,
      );
      expect(await abilities(url, "public.t", ["x"])).toEqual(["refuse distributed"]);
      expect(await abilities(url, "public.elsewhere", ["x"])).toEqual([]);
    });
  });
});
