/**
 * Files with statements that cannot run in a transaction, cut off at every point: the next run finds out what happened, and goes on. Each
 * statement takes effect once, and nothing INVALID is left.
 */

import { rm } from "node:fs/promises";
import { Client } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { repairStatement } from "../../src/workflows/repair-statement.ts";
import { rollback } from "../../src/workflows/rollback.ts";
import { type MigrationDesk, migrationDesk } from "../support/apart-desk.ts";
import { createDatabase, execSql, startServer, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { failure } from "../support/sessions.ts";
import { tablespaceFolder } from "../support/tablespace.ts";
import { testedMajors } from "../support/tested-majors.ts";

const schema = `
  create schema app;
  create table app.users (id int primary key, email text, age int, body text);
  insert into app.users select i, 'user' || i || '@x', i % 7, repeat('x', 3000) from generate_series(1, 300) i;
  create index users_age on app.users (age);
  create table app.events (id int, at int) partition by range (at);
  create table app.events_1 partition of app.events for values from (0) to (100);
  create table app.events_2 partition of app.events for values from (100) to (200);
  insert into app.events select i, i from generate_series(0, 199) i;
  create table app.marks (n int);`;

/** One statement of a kind, how the state that it leads to shows, and what must be there first. */
interface Kind {
  readonly sql: string;
  readonly setup?: string;
  /** Settings of the file. */
  readonly settings?: string;
  /** A query of one value, and its value in the end. */
  readonly state: string;
  readonly end: unknown;
  /** A query whose answer tells whether the statement ran a second time. */
  readonly trace?: string;
}

const indexed = (name: string) =>
  `select pg_get_indexdef(to_regclass('app.${name}')) || ' ' || (select indisvalid from pg_index where indexrelid = to_regclass('app.${name}')) as value`;
const oidOf = (name: string) => `select to_regclass('${name}')::oid::int8 as value`;
/** After a REINDEX the index has another oid; the journal knows the one before. */
const rebuilt = `select count(*)::int as value from lockstep.journal j,
  jsonb_array_elements(j.payload -> 'before' -> 'seen' -> 'indexes') b
  where j.seq = (select min(seq) from lockstep.journal where event = 'intent')
    and to_regclass(format('%I.%I', b ->> 'schema', b ->> 'name'))::oid::int8 is not distinct from (b ->> 'oid')::int8`;

const kinds: Readonly<Record<string, Kind>> = {
  "CREATE INDEX CONCURRENTLY": {
    sql: "create index concurrently users_email on app.users (lower(email)) where age > 3",
    state: indexed("users_email"),
    end: "CREATE INDEX users_email ON app.users USING btree (lower(email)) WHERE (age > 3) true",
    trace: oidOf("app.users_email"),
  },
  "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS by search_path": {
    settings: "set search_path = app, public;",
    sql: 'create unique index concurrently if not exists users_email on only users using btree (email collate "C" desc) include (age)',
    state: indexed("users_email"),
    end: 'CREATE UNIQUE INDEX users_email ON app.users USING btree (email COLLATE "C" DESC) INCLUDE (age) true',
    trace: oidOf("app.users_email"),
  },
  "CREATE INDEX CONCURRENTLY without a name": {
    sql: "create index concurrently on app.users ((age + 1))",
    state:
      "select count(*)::int as value from pg_index where indrelid = 'app.users'::regclass and indexprs is not null and indisvalid",
    end: 1,
    trace: "select max(indexrelid)::int8 as value from pg_index where indrelid = 'app.users'::regclass",
  },
  "CREATE INDEX CONCURRENTLY on a partition": {
    sql: "create index concurrently events_1_id on app.events_1 (id)",
    state: indexed("events_1_id"),
    end: "CREATE INDEX events_1_id ON app.events_1 USING btree (id) true",
    trace: oidOf("app.events_1_id"),
  },
  "DROP INDEX CONCURRENTLY": {
    sql: "drop index concurrently app.users_age",
    state: "select to_regclass('app.users_age') is null as value",
    end: true,
  },
  "REINDEX INDEX CONCURRENTLY": {
    sql: "reindex index concurrently app.users_age",
    state: rebuilt,
    end: 0,
    trace: oidOf("app.users_age"),
  },
  "REINDEX TABLE CONCURRENTLY": {
    sql: "reindex table concurrently app.users",
    state: rebuilt,
    end: 0,
    trace: oidOf("app.users_age"),
  },
  "REINDEX SCHEMA CONCURRENTLY": {
    sql: "reindex schema concurrently app",
    state: rebuilt,
    end: 0,
    trace: oidOf("app.users_age"),
  },
  "REINDEX TABLE of a partitioned table": {
    setup: "create index events_id on app.events (id)",
    sql: "reindex table app.events",
    state: "select count(*)::int as value from pg_index where not indisvalid",
    end: 0,
    trace: "select pg_relation_filenode('app.events_1_id_idx')::int8 as value",
  },
  "ALTER TABLE DETACH PARTITION CONCURRENTLY": {
    sql: "alter table app.events detach partition app.events_2 concurrently",
    state: "select count(*)::int as value from pg_inherits where inhparent = 'app.events'::regclass",
    end: 1,
  },
  VACUUM: { sql: "vacuum (analyze) app.users", state: "select count(*)::int as value from app.users", end: 300 },
  "VACUUM FULL": { sql: "vacuum full app.users", state: "select count(*)::int as value from app.users", end: 300 },
  CLUSTER: {
    setup: "alter table app.users cluster on users_age",
    sql: "cluster",
    state: "select count(*)::int as value from app.users",
    end: 300,
  },
  "ALTER SYSTEM": {
    sql: "alter system set deadlock_timeout = '7s'",
    state: "select setting as value from pg_file_settings where name = 'deadlock_timeout'",
    end: "7s",
  },
};

const kindCalled = (name: string): Kind => {
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`there is no kind ${name}`);
  return kind;
};

const file = "20260101000000_apart.sql";
const textOf = ({ settings = "", sql }: Kind) =>
  `-- lockstep: transaction = none\n${settings}\ninsert into app.marks values (1);\n${sql};\ninsert into app.marks values (2);\n`;
const placeOf = ({ settings }: Kind) => (settings === undefined ? 2 : 3);

async function value(url: string, sql: string): Promise<unknown> {
  return (await execSql(url, sql))[0]?.value;
}

async function expectEnded(desk: MigrationDesk, kind: Kind): Promise<void> {
  expect(await value(desk.url, kind.state)).toEqual(kind.end);
  expect(await execSql(desk.url, "select n from app.marks order by n")).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await execSql(desk.url, "select indexrelid::regclass::text as name from pg_index where not indisvalid")).toEqual([]);
  expect(await execSql(desk.url, "select relname from pg_class where relname ~ '_cc(new|old)'")).toEqual([]);
  expect((await desk.journal()).at(-1)).toBe("applied");
  // and nothing more is to be done
  expect((await desk.apply()).applied).toEqual([]);
}

/** A transaction in the way, which has read and written. */
async function obstacle(url: string, sql: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: "obstacle" });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(`begin; ${sql}`);
  return client;
}

/** Until the process waits for a lock; then it is ended. */
async function endWhileWaiting(url: string, pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const [row] = await execSql(url, `select count(*)::int as n from pg_locks where pid = ${pid} and not granted`);
    if (row?.n === 1) {
      await execSql(url, `select pg_terminate_backend(${pid})`);
      return;
    }
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error("it never waited");
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { max_prepared_transactions: "5", wal_level: "logical" } });

  describe.each(sampled(Object.entries(kinds), 3))("%s", (_name, kind) => {
    const desk = async () => {
      const url = await createDatabase(server(), schema);
      if (kind.setup !== undefined) await execSql(url, kind.setup);
      const made = migrationDesk(url);
      made.write(file, textOf(kind));
      return made;
    };

    it("runs by itself, between statements that run in transactions", async () => {
      const made = await desk();
      const { applied } = await made.apply();
      expect(applied.map((one) => one.file)).toEqual([file]);
      const at = placeOf(kind);
      const events = await made.journal();
      expect(events).toEqual([`step ${at - 1}`, `intent ${at}`, `step ${at}`, `step ${at + 1}`, "applied"]);
      await expectEnded(made, kind);
    });

    it("runs after an interruption between the intent and the statement", async () => {
      const made = await desk();
      await made.stopAt(file, placeOf(kind), "before");
      await made.apply();
      await expectEnded(made, kind);
    });

    it("is not run again after an interruption between the statement and its step", async () => {
      const made = await desk();
      await made.stopAt(file, placeOf(kind), "after");
      const before = kind.trace === undefined ? null : await value(made.url, kind.trace);
      await made.apply();
      if (kind.trace !== undefined) expect(await value(made.url, kind.trace)).toEqual(before);
      await expectEnded(made, kind);
    });
  });

  it.each([
    ["CREATE INDEX CONCURRENTLY", "update app.users set age = age where id = 1"],
    ["CREATE INDEX CONCURRENTLY without a name", "update app.users set age = age where id = 1"],
    ["CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS by search_path", "update app.users set age = age where id = 1"],
    ["DROP INDEX CONCURRENTLY", "update app.users set age = age where id = 1"],
    ["REINDEX INDEX CONCURRENTLY", "update app.users set age = age where id = 1"],
    ["REINDEX TABLE CONCURRENTLY", "update app.users set age = age where id = 1"],
    ["ALTER TABLE DETACH PARTITION CONCURRENTLY", "select from app.events"],
  ])("goes on after a connection that broke in the middle of %s", async (name, inTheWay) => {
    const kind = kindCalled(name);
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(file, textOf(kind));
    const client = await obstacle(made.url, inTheWay);
    const outcome = await made.stopWithin(file, placeOf(kind), (pid) => endWhileWaiting(made.url, pid));
    expect(outcome.kind).toBe("unknown");
    await client.query("rollback");
    await made.apply();
    await expectEnded(made, kind);
  });

  it("connects anew in the same run, and builds the index again", async () => {
    const kind = kindCalled("CREATE INDEX CONCURRENTLY");
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(file, textOf(kind));
    const client = await obstacle(made.url, "update app.users set age = age where id = 1");
    const run = made.apply();
    const pidQuery =
      "select pid from pg_stat_activity where datname = current_database() and query ilike 'create index concurrently%'";
    await expect.poll(async () => (await execSql(made.url, pidQuery)).length, { timeout: 20_000 }).toBe(1);
    await endWhileWaiting(made.url, Number((await execSql(made.url, pidQuery))[0]?.pid));
    await new Promise((done) => setTimeout(done, 300));
    await client.query("rollback");
    await run;
    await expectEnded(made, kind);
    expect(made.told.some(({ step }) => step.includes("the connection was lost"))).toBe(true);
  });

  it("finishes a detachment whose last lock was not to be had, without making readers wait for longer", async () => {
    const kind = kindCalled("ALTER TABLE DETACH PARTITION CONCURRENTLY");
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(file, textOf(kind));
    const client = await obstacle(made.url, "select from app.events");
    const error = await failure(made.apply({ attempts: 2, lockBudgetMs: 300 }));
    expect(error.code).toBe("LOCK_TIMEOUT");
    expect((await made.journal()).at(-1)).toBe("intent 2");
    await client.query("rollback");
    await made.apply();
    await expectEnded(made, kind);
  });

  it("goes back by itself too, and on after an interruption", async () => {
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(
      file,
      `-- lockstep: transaction = none
insert into app.marks values (1);
create index concurrently users_email on app.users (email);

-- Rollback:
-- drop index concurrently app.users_email;
-- delete from app.marks where n = 1;
-- reindex index concurrently app.users_age;
`,
    );
    await made.apply();
    const client = await obstacle(made.url, "update app.users set age = age where id = 1");
    const back = () =>
      rollback(
        {
          environment: "dev",
          steps: null,
          to: null,
          only: null,
          isDryRun: false,
          waitMs: 20_000,
          tool: "test",
          lockBudgetMs: 500,
          attempts: 4,
        },
        made.context,
      );
    const dropping = back();
    const pidQuery =
      "select pid from pg_stat_activity where datname = current_database() and query ilike 'drop index concurrently%'";
    await expect.poll(async () => (await execSql(made.url, pidQuery)).length, { timeout: 20_000 }).toBe(1);
    await endWhileWaiting(made.url, Number((await execSql(made.url, pidQuery))[0]?.pid));
    await client.query("rollback");
    expect((await dropping).undone).toHaveLength(1);
    expect(await value(made.url, oidOf("app.users_email"))).toBeNull();
    expect(await execSql(made.url, "select n from app.marks")).toEqual([]);
    expect(await execSql(made.url, "select 1 from pg_index where not indisvalid")).toEqual([]);
    expect((await made.journal()).slice(-5)).toEqual(["step 1", "step 2", "intent 3", "step 3", "rolled-back"]);
  });

  it("removes what a unique violation leaves behind, and goes on once the rows are corrected", async () => {
    const made = migrationDesk(await createDatabase(server(), schema));
    const text =
      "-- lockstep: transaction = none\ninsert into app.marks values (1);\ncreate unique index concurrently one_age on app.users (age);\n";
    made.write(file, text);
    const error = await failure(made.apply());
    expect(error.code).toBe("MIGRATION_FAILED");
    expect(error.message).toMatch(
      /could not create unique index "one_age".*SQLSTATE 23505.*statement 2 of 2.*nothing INVALID is left/,
    );
    expect(await execSql(made.url, "select 1 from pg_index where not indisvalid")).toEqual([]);
    expect(await made.journal()).toEqual(["step 1", "intent 2", "failed 2"]);
    // what is not done yet may be corrected
    made.write(file, text.replace("(age)", "(age, id)"));
    await made.apply();
    expect(await made.journal()).toEqual(["step 1", "intent 2", "failed 2", "intent 2", "step 2", "applied"]);
    expect(await execSql(made.url, "select n from app.marks")).toEqual([{ n: 1 }]);
  });

  it("refuses a file of which a statement that is done reads otherwise now", async () => {
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(file, "-- lockstep: transaction = none\ninsert into app.marks values (1);\nselect 1 / 0;\n");
    expect((await failure(made.apply())).message).toMatch(/division by zero.*statement 2 of 2.*done and stays/);
    made.write(file, "-- lockstep: transaction = none\ninsert into app.marks values (7);\nselect 1;\n");
    const error = await failure(made.apply());
    expect(error).toMatchObject({ code: "HISTORY_DIFFERS" });
    expect(error.message).toContain("statement 1 has taken effect, and reads otherwise now");
    made.write(file, "-- lockstep: transaction = none\n\ninsert  into app.marks values (1); -- as before\nselect 1;\n");
    await made.apply();
    expect(await execSql(made.url, "select n from app.marks")).toEqual([{ n: 1 }]);
  });

  it("refuses IF NOT EXISTS over an INVALID index, over another index, and takes an equal one", async () => {
    const made = migrationDesk(await createDatabase(server(), `${schema}; insert into app.users values (301, 'user1@x', 1, '')`));
    const broken = execSql(made.url, "create unique index concurrently users_email on app.users (email)");
    await expect(broken).rejects.toThrow("could not create unique index");
    made.write(
      file,
      "-- lockstep: transaction = none\ncreate index concurrently if not exists users_email on app.users (email) where body <> 'x';\n",
    );
    const invalid = await failure(made.apply());
    expect(invalid).toMatchObject({
      code: "MIGRATION_DIFFERS",
      hint: expect.stringContaining("drop index concurrently app.users_email"),
    });
    expect(invalid.message).toContain("INVALID");
    await execSql(made.url, "drop index app.users_email; create index users_email on app.users (email) where body = 'x'");
    expect((await failure(made.apply())).message).toContain("is another index");
    // as the server writes it down it reads otherwise than in the file
    await execSql(made.url, "drop index app.users_email; create index users_email on app.users (email) where body <> 'x'");
    const before = await value(made.url, oidOf("app.users_email"));
    await made.apply();
    expect(await value(made.url, oidOf("app.users_email"))).toEqual(before);
  });

  it("does not wait for a prepared transaction, and names it", async () => {
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(file, "-- lockstep: transaction = none\ncreate index concurrently users_email on app.users (email);\n");
    const client = await obstacle(made.url, "update app.users set age = age where id = 1");
    await client.query("prepare transaction 'left behind'");
    const error = await failure(made.apply());
    expect(error).toMatchObject({ code: "LOCK_TIMEOUT" });
    expect(error.message).toContain("'left behind'");
    expect(await value(made.url, oidOf("app.users_email"))).toBeNull();
    await client.query("rollback prepared 'left behind'");
    await made.apply();
  });

  it("says whose old transaction it waits for", async () => {
    const made = migrationDesk(await createDatabase(server(), schema));
    made.write(file, "-- lockstep: transaction = none\ncreate index concurrently users_email on app.users (email);\n");
    const client = await obstacle(made.url, "update app.users set age = age where id = 1");
    await new Promise((done) => setTimeout(done, 2_100));
    const run = made.apply();
    await expect
      .poll(() => made.told.map(({ detail }) => detail ?? "").join("\n"), { timeout: 10_000 })
      .toMatch(/may wait for process \d+ \(obstacle[\s\S]*waits for process \d+ \(application obstacle/);
    await client.query("rollback");
    await run;
  });

  it("asks for a decision where nothing tells, and takes either", async () => {
    const text =
      "-- lockstep: transaction = none\ndo $$ begin insert into app.marks values (1); commit; end $$;\ninsert into app.marks values (2);\n";
    for (const says of ["done", "again"] as const) {
      const made = migrationDesk(await createDatabase(server(), schema));
      made.write(file, text);
      await made.stopAt(file, 1, says === "done" ? "after" : "before");
      const error = await failure(made.apply());
      expect(error).toMatchObject({ code: "DECISION_NEEDED" });
      expect(error.hint).toContain(`lockstep repair dev --done ${file}:1`);
      expect(error.hint).toContain(`lockstep repair dev --again ${file}:1`);
      const repair = { environment: "dev", statement: `${file}:1`, says, waitMs: 5_000, tool: "test" };
      expect(await repairStatement(repair, made.context)).toMatchObject({ file, statement: 1, says });
      await made.apply();
      expect(await execSql(made.url, "select n from app.marks order by n")).toEqual([{ n: 1 }, { n: 2 }]);
      expect((await failure(repairStatement(repair, made.context))).code).toBe("USAGE");
    }
  });

  it("creates and drops databases and tablespaces once", async () => {
    const url = await createDatabase(server(), schema);
    const folder = await tablespaceFolder();
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const name = `made_${Date.now()}`;
    const steps: readonly (readonly [sql: string, check: string, end: unknown])[] = [
      [`create database ${name}`, `select count(*)::int as value from pg_database where datname = '${name}'`, 1],
      [
        `create tablespace ${name} location '${folder}'`,
        `select count(*)::int as value from pg_tablespace where spcname = '${name}'`,
        1,
      ],
      [
        `alter database ${name} set tablespace ${name}`,
        `select s.spcname as value from pg_database d join pg_tablespace s on s.oid = d.dattablespace where d.datname = '${name}'`,
        name,
      ],
      [`drop database ${name}`, `select count(*)::int as value from pg_database where datname = '${name}'`, 0],
      [`drop tablespace ${name}`, `select count(*)::int as value from pg_tablespace where spcname = '${name}'`, 0],
    ];
    const made = migrationDesk(url);
    let n = 0;
    for (const [sql, check, end] of steps)
      for (const when of ["before", "after"] as const) {
        const version = `202601010000${String(n++).padStart(2, "0")}_a.sql`;
        // the second time round there is nothing to do for what took effect: each kind is cut at one point and then at the other
        if (when === "after" && n % 2 === 0) {
          const back = sql.startsWith("create database")
            ? `drop database ${name}`
            : sql.startsWith("create tablespace")
              ? `drop tablespace ${name}`
              : null;
          if (back !== null) await execSql(url, back);
          else if (sql.startsWith("drop database")) await execSql(url, `create database ${name}`);
          else if (sql.startsWith("drop tablespace")) await execSql(url, `create tablespace ${name} location '${folder}'`);
        }
        made.write(version, `-- lockstep: transaction = none\n${sql};\n`);
        await made.stopAt(version, 1, when);
        await made.apply();
        expect(await value(url, check), `${sql} ${when}`).toEqual(end);
        expect((await made.journal()).at(-1)).toBe("applied");
      }
  });

  it("finds out about subscriptions", async () => {
    // on one server CREATE would wait for its own transaction
    const elsewhere = await startServer(major, { settings: { wal_level: "logical" } });
    onTestFinished(() => elsewhere.stop());
    const publisher = await createDatabase(
      elsewhere,
      "create table t (id int primary key); create publication one for table t; create publication two",
    );
    const { port, pathname, username, password } = new URL(publisher);
    const conninfo = `host=127.0.0.1 port=${port} dbname=${pathname.slice(1)} user=${username} password=${decodeURIComponent(password)}`;
    // the first copy of a table takes a slot of its own for a while
    const slots = () =>
      value(
        publisher,
        "select count(*)::int as value from pg_replication_slots where slot_type = 'logical' and slot_name !~ '_sync_'",
      );
    const made = migrationDesk(await createDatabase(server(), "create table t (id int primary key)"));
    const publications = "select array_to_string(subpublications, ' ') as value from pg_subscription where subname = 's'";
    let n = 0;
    const cut = async (sql: string, when: "before" | "after") => {
      const name = `2026010100000${n++}_a.sql`;
      made.write(name, `-- lockstep: transaction = none\n${sql};\n`);
      await made.stopAt(name, 1, when);
      await made.apply();
      expect((await made.journal()).at(-1)).toBe("applied");
      return value(made.url, publications);
    };
    const create = `create subscription s connection '${conninfo}' publication one`;
    expect(await cut(create, "after")).toBe("one");
    expect(await cut("alter subscription s add publication two", "after")).toBe("one two");
    expect(await cut("alter subscription s drop publication two", "before")).toBe("one");
    expect(await cut("alter subscription s refresh publication", "after")).toBe("one");
    expect(await slots()).toBe(1);
    expect(await cut("drop subscription s", "after")).toBeUndefined();
    expect(await slots()).toBe(0);
    expect(await cut(create, "before")).toBe("one");
    expect(await cut("drop subscription s", "before")).toBeUndefined();
    expect(await slots()).toBe(0);
  });

  it("names a slot at the publisher that an interrupted statement has left, or taken", async () => {
    const elsewhere = await startServer(major, { settings: { wal_level: "logical" } });
    onTestFinished(() => elsewhere.stop());
    const publisher = await createDatabase(elsewhere, "create table t (id int primary key); create publication one for table t");
    const { port, pathname, username, password } = new URL(publisher);
    const conninfo = `host=127.0.0.1 port=${port} dbname=${pathname.slice(1)} user=${username} password=${decodeURIComponent(password)}`;
    const made = migrationDesk(await createDatabase(server(), "create table t (id int primary key)"));
    const file = (n: number, sql: string) => {
      const name = `2026010100000${n}_s.sql`;
      made.write(name, `-- lockstep: transaction = none\n${sql};\n`);
      return name;
    };
    const create = (options: string) =>
      `create subscription "S" connection '${conninfo}' publication one with (enabled = false, slot_name = 's'${options})`;
    await made.stopAt(file(1, create("")), 1, "before");
    // what the server does at the publisher before it is cut off
    await execSql(publisher, "select pg_create_logical_replication_slot('s', 'pgoutput')");
    expect(await failure(made.apply())).toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("leaves the slot s at the publisher without its subscription"),
      hint: expect.stringMatching(/pg_drop_replication_slot\('s'\)\. Or .* create_slot = false .* Then: lockstep apply dev$/),
    });
    file(1, create(", create_slot = false"));
    expect((await made.apply()).applied).toHaveLength(1);
    await made.stopAt(file(2, 'drop subscription "S"'), 1, "before");
    await execSql(publisher, "select pg_drop_replication_slot('s')");
    expect(await failure(made.apply())).toMatchObject({
      message: expect.stringContaining("has dropped the slot s at the publisher and leaves the subscription"),
      hint: expect.stringMatching(/alter subscription "S" set \(slot_name = none\)\. .* Then: lockstep apply dev$/),
    });
    await execSql(made.url, 'alter subscription "S" set (slot_name = none)');
    expect((await made.apply()).applied).toHaveLength(1);
    expect(await value(made.url, "select count(*)::int as value from pg_subscription")).toBe(0);
  });

  it("waits for a runner that still works, and has it cancelled when it is told to", async () => {
    const kind = kindCalled("CREATE INDEX CONCURRENTLY");
    const url = await createDatabase(server(), schema);
    const [orphan, next] = [migrationDesk(url), migrationDesk(url)];
    for (const desk of [orphan, next]) desk.write(file, textOf(kind));
    const client = await obstacle(url, "update app.users set age = age where id = 1");
    const first = failure(orphan.apply());
    const building =
      "select 1 from pg_stat_activity where datname = current_database() and query ilike 'create index concurrently%'";
    await expect.poll(async () => (await execSql(url, building)).length, { timeout: 20_000 }).toBe(1);
    expect(await failure(next.apply({ waitMs: 300 }))).toMatchObject({ code: "RUNNER_BUSY" });
    const second = next.apply({ cancelsOrphan: true });
    // what the cancelled one leaves behind it removes itself, and waits for the same transaction
    await expect.poll(() => next.told.some(({ step }) => step.startsWith("waiting"))).toBe(true);
    await new Promise((done) => setTimeout(done, 500));
    await client.query("rollback");
    expect((await first).message).toContain("canceling statement due to user request");
    await second;
    await expectEnded(next, kind);
  });

  it("asks, and does not run again, what has run and could not be written down", async () => {
    const url = await createDatabase(
      server(),
      "create table marks (n int); create procedure mark() language plpgsql as 'begin insert into marks values (1); commit; end'",
    );
    const desk = migrationDesk(url);
    desk.write(file, "-- lockstep: transaction = none\nselect 1;\n");
    await desk.apply();
    await execSql(
      url,
      `create function refuse() returns trigger language plpgsql as 'begin raise exception ''no room''; end';
       create trigger refuse before insert on lockstep.journal for each row when (new.event = 'step') execute function refuse()`,
    );
    desk.write("20260102000000_b.sql", "-- lockstep: transaction = none\ncall mark();\n");
    expect(await failure(desk.apply())).toMatchObject({ code: "DECISION_NEEDED" });
    await execSql(url, "drop trigger refuse on lockstep.journal");
    expect(await failure(desk.apply())).toMatchObject({ code: "DECISION_NEEDED" });
    expect(await value(url, "select count(*)::int as value from marks")).toBe(1);
  });
});
