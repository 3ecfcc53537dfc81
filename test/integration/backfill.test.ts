/** `lockstep backfill`: rows in batches, the ledger, refusals, quarantine, and what a person may do to a run. */

import { describe, expect, it } from "vitest";
import { useMigrationProject } from "../support/migration-project.ts";
import { execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

/** Messages are wrapped. */
const flat = (text: string) => text.replaceAll(/\s+/g, " ");

const users = (rows: number) => `
  create table users (id int primary key, email text not null, email_lower text, visits int not null default 0);
  insert into users select n, 'User' || n || '@Example.com' from generate_series(1, ${rows}) n;`;

const lower = `import { defineBackfill } from "lockstep";
  export default defineBackfill({
    table: "public.users", set: { email_lower: "lower(email)" }, where: "email_lower is null",
    verify: "email_lower is not distinct from lower(email)", batchMs: 5,
  });`;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  const one = async (url: string, sql: string) => withClient(url, async (client) => (await client.query(sql)).rows[0]);

  it("computes in SQL, proves it, and does nothing the second time", async () => {
    const { write, newDev, lockstep, data } = project();
    const url = await newDev(server(), users(5_000));
    write("db/jobs/lower.ts", lower);
    const first = await lockstep("backfill", "run", "lower", "--env", "dev");
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain("lower on dev: done. 5,000 rows written of 5,000.");
    expect(await one(url, "select count(*)::int as n from users where email_lower = lower(email)")).toEqual({ n: 5_000 });
    expect(await data("backfill", "run", "lower", "--env", "dev")).toMatchObject({ ending: "done-before" });
    expect(await data("backfill", "verify", "lower", "--env", "dev")).toMatchObject({
      isRight: true,
      totals: { read: 5_000, wrong: 0 },
    });
    await execSql(url, "update users set email_lower = 'x' where id in (7, 4000)");
    const wrong = await lockstep("backfill", "verify", "lower", "--env", "dev");
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toContain("2 of 5,000 rows are wrong");
    expect(wrong.stdout).toContain("(4000)");
    const status = await lockstep("backfill", "status", "--env", "dev");
    expect(status.stdout).toContain("5,000 rows read, 5,000 written, 1 of 1 chunk");
  });

  it("computes in TypeScript, over a composite key of text and uuid", async () => {
    const { write, newDev, data } = project();
    const url = await newDev(
      server(),
      `create table notes (tenant text collate "C", id uuid default gen_random_uuid(), body text, size int, primary key (tenant, id));
       insert into notes (tenant, body) select 'T"' || n % 7 || '\\', repeat('ä', n % 50) from generate_series(1, 3000) n;`,
    );
    write(
      "db/jobs/size.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({
         table: "notes", reads: ["body"], writes: ["size"], where: "size is null", batchMs: 5,
         verify: "size = char_length(body)", transform: ({ body }) => ({ size: String(body?.length ?? 0) }),
       });`,
    );
    expect(await data("backfill", "run", "size", "--env", "dev")).toMatchObject({
      ending: "done",
      totals: { written: 3_000, read: 3_000 },
    });
    expect(await one(url, "select count(*)::int as n from notes where size = char_length(body)")).toEqual({ n: 3_000 });
    expect(await data("backfill", "verify", "size", "--env", "dev")).toMatchObject({ isRight: true });
  });

  it("leaves out what the server refuses, down to the row, and waits for a decision", async () => {
    const { write, newDev, lockstep, data } = project();
    const url = await newDev(
      server(),
      `create table codes (id bigint primary key, code text, number int);
       insert into codes select n, case when n in (13, 777, 778) then 'secret-' || n else n::text end from generate_series(1, 1000) n;`,
    );
    write(
      "db/jobs/numbers.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "codes", set: { number: "code::int" }, where: "number is null" });`,
    );
    const first = await lockstep("backfill", "run", "numbers", "--env", "dev");
    expect(first.code).toBe(2);
    expect(first.stdout).toContain("3 rows would not go");
    expect(first.stdout).toContain("(777)  a text cannot be read as its type, 22P02");
    expect(`${first.stdout}${first.stderr}`).not.toContain("secret-");
    expect(await one(url, "select count(*)::int as n from codes where number = id")).toEqual({ n: 997 });
    expect(await one(url, "select count(*)::int as n from lockstep.job_quarantine q where q::text like '%secret%'")).toEqual({
      n: 0,
    });
    await execSql(url, "update codes set code = '13' where id = 13");
    const again = await lockstep("backfill", "run", "numbers", "--env", "dev", "--retry-quarantine");
    expect(again.stdout).toContain("2 rows would not go");
    const accepted = await lockstep("backfill", "run", "numbers", "--env", "dev", "--accept-quarantine", "--reason", "test data");
    expect(accepted).toMatchObject({ code: 0 });
    expect(await data("backfill", "status", "numbers", "--env", "dev")).toMatchObject({
      jobs: [{ run: { state: "done" }, totals: { quarantined: 2, openQuarantine: 0 } }],
    });
  });

  it("refuses what cannot go well before the first row is touched", async () => {
    const { write, newDev, lockstep } = project();
    await newDev(
      server(),
      `${users(10)} create table bare (a int); create view shown as select * from users;
      create table twice (id int primary key, a int, b int generated always as (a * 2) stored);`,
    );
    const refused = async (name: string, body: string) => {
      write(`db/jobs/${name}.ts`, `import { defineBackfill } from "lockstep"; export default defineBackfill({ ${body} });`);
      const { code, stderr } = await lockstep("backfill", "run", name, "--env", "dev");
      expect(code).toBe(4);
      return flat(stderr);
    };
    expect(await refused("bare", 'table: "bare", set: { a: "1" }')).toContain("has no key to walk along");
    expect(await refused("view", 'table: "shown", set: { visits: "1" }')).toContain("is a view");
    expect(await refused("none", 'table: "nowhere", set: { a: "1" }')).toContain("There is no table nowhere");
    expect(await refused("typo", 'table: "users", set: { visits: "vists + 1" }')).toContain('column "vists" does not exist');
    expect(await refused("key", 'table: "users", set: { id: "id + 1" }')).toContain("is part of the key");
    expect(await refused("generated", 'table: "twice", set: { b: "1" }')).toContain("computed by the server");
    expect(await refused("both", 'table: "users", set: { visits: "1" }, transform: () => null')).toContain(
      "both set and transform",
    );
    expect((await lockstep("backfill", "run", "typ", "--env", "dev")).stderr).toContain('Did you mean "typo"?');
  });

  it("does not double what cannot be done twice, and does not go on with another job's run", async () => {
    const { write, newDev, lockstep, data } = project();
    const url = await newDev(server(), users(2_000));
    const job = (by: number) =>
      write(
        "db/jobs/visits.ts",
        `import { defineBackfill } from "lockstep"; export default defineBackfill({ table: "users", set: { visits: "visits + ${by}" } });`,
      );
    job(1);
    await data("backfill", "run", "visits", "--env", "dev");
    await data("backfill", "run", "visits", "--env", "dev");
    expect(await one(url, "select min(visits), max(visits) from users")).toEqual({ min: 1, max: 1 });
    // as if it had been killed after 700 rows
    await execSql(
      url,
      `
      update users set visits = 1;
      update lockstep.job set state = 'open', finished_at = null;
      update lockstep.job_chunk set cursor = '{700}', is_done = false, lease_until = null`,
    );
    job(2);
    const changed = await lockstep("backfill", "run", "visits", "--env", "dev");
    expect(changed.code).toBe(3);
    expect(flat(changed.stderr)).toContain("what the job does has changed since");
    job(1);
    expect(await data("backfill", "run", "visits", "--env", "dev")).toMatchObject({ ending: "done", isResumed: true });
    expect(
      await one(
        url,
        "select count(*) filter (where visits = 1)::int as once, count(*) filter (where visits = 2)::int as twice from users",
      ),
    ).toEqual({ once: 700, twice: 1_300 });
  });

  it("is not for a database that says it is another one, and asks on a protected one", async () => {
    const { write, newDev, lockstep } = project();
    const url = await newDev(server(), users(10));
    write("db/jobs/lower.ts", lower);
    write("lockstep.config.json", JSON.stringify({ environments: { production: { url, protected: true } } }));
    const unmarked = await lockstep("backfill", "run", "lower", "--env", "production", "--confirm", "production");
    expect(unmarked.code).toBe(3);
    expect(flat(unmarked.stderr)).toContain("is not marked as production yet");
    await lockstep("identify", "production", "--confirm", "production");
    const unconfirmed = await lockstep("backfill", "run", "lower", "--env", "production");
    expect(unconfirmed.code).toBe(3);
    expect(flat(unconfirmed.stderr)).toContain("nobody has confirmed this");
    expect(await lockstep("backfill", "run", "lower", "--env", "production", "--confirm", "production")).toMatchObject({
      code: 0,
    });
  });

  it("takes the end from the keys, and says which rows a trigger does not let go", async () => {
    const { write, newDev, lockstep } = project();
    const url = await newDev(
      server(),
      `${users(3_000)}
       create function keep_first() returns trigger language plpgsql as $$ begin if new.id <= 1000 then return null; end if; return new; end $$;
       create trigger keep_first before update on users for each row execute function keep_first();`,
    );
    write("db/jobs/lower.ts", lower);
    const undecided = await lockstep("backfill", "run", "lower", "--env", "dev");
    expect(undecided.code).toBe(3);
    expect(flat(undecided.stderr)).toContain("keep_first");
    write("db/jobs/lower.ts", lower.replace("batchMs: 5", 'batchMs: 5, triggers: { keep_first: "keep" }'));
    const kept = await lockstep("backfill", "run", "lower", "--env", "dev");
    expect(kept.code).toBe(2);
    expect(kept.stdout).toContain("1,000 rows still ask for it");
    expect(await one(url, "select count(*)::int as n from users where email_lower is not null")).toEqual({ n: 2_000 });
    write("db/jobs/lower.ts", lower.replace("batchMs: 5", 'batchMs: 5, triggers: { keep_first: "skip" }'));
    expect(await lockstep("backfill", "run", "lower", "--env", "dev")).toMatchObject({ code: 0 });
    expect(await one(url, "select count(*)::int as n from users where email_lower is null")).toEqual({ n: 0 });
  });

  it("finds rows whose key or partition changes while it runs", async () => {
    const { write, newDev, data } = project();
    const url = await newDev(
      server(),
      `create table events (id int, day date, done bool, primary key (day, id)) partition by range (day);
       create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01');
       create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01');
       insert into events select n, date '2026-01-02' + (n % 50), null from generate_series(1, 2000) n;`,
    );
    write(
      "db/jobs/done.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "events", where: "done is null", batchMs: 5,
         set: { done: "pg_sleep(0.0003) is not null" } });`,
    );
    const running = data("backfill", "run", "done", "--env", "dev");
    await withClient(url, async (client) => {
      for (;;) {
        const { rows } = await client.query("select to_regclass('lockstep.job_chunk') is not null as there");
        if (
          rows[0]?.there === true &&
          (await client.query("select from lockstep.job_chunk where cursor is not null")).rowCount === 1
        )
          break;
      }
      // from the end, which is not done yet, to the beginning, which is
      await client.query("update events set day = '2026-01-01' where day = '2026-02-20'");
    });
    expect(await running).toMatchObject({ ending: "done", stillAsking: 0 });
    expect(await one(url, "select count(*)::int as n from events where done is null")).toEqual({ n: 0 });
  });

  it("is paused, resumed and cancelled by anybody", async () => {
    const { write, newDev, lockstep } = project();
    const url = await newDev(server(), users(3_000));
    write(
      "db/jobs/slow.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "users", set: { visits: "visits + (pg_sleep(0.0005) is not null)::int" }, batchMs: 20 });`,
    );
    const act = (...words: readonly string[]) => lockstep("backfill", ...words, "slow", "--env", "dev");
    const running = act("run");
    await withClient(url, async (client) => {
      for (;;) {
        const { rows } = await client.query("select to_regclass('lockstep.job_chunk') is not null as there");
        if (
          rows[0]?.there === true &&
          (await client.query("select from lockstep.job_chunk where cursor is not null")).rowCount === 1
        )
          break;
      }
    });
    expect(await act("pause", "--reason", "sale today")).toMatchObject({ code: 0 });
    const paused = await running;
    expect(paused.code).toBe(2);
    expect(paused.stdout).toContain("slow on dev: paused.");
    const refused = await act("run");
    expect(refused.code).toBe(3);
    expect(flat(refused.stderr)).toContain("was paused: sale today");
    await act("resume");
    expect((await act("run")).stdout).toContain("went on with the run of");
    expect(await one(url, "select min(visits)::int as least, max(visits)::int as most from users")).toEqual({
      least: 1,
      most: 1,
    });
    expect((await act("cancel")).code).toBe(3);
  });
});
