/** What an apply predicts and compares, and what it demands before it touches a protected environment. */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { vouch } from "../../src/workflows/checklist.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { letThrough } from "../../src/workflows/let-through.ts";
import { rehearse } from "../../src/workflows/rehearse.ts";
import { status } from "../../src/workflows/status.ts";
import { verify } from "../../src/workflows/verify.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = useApplyDesk();

const feature =
  "create table if not exists feature (id text primary key, name text not null);\n\n-- Rollback:\n-- drop table if exists feature;\n";

const journal = (url: string) =>
  execSql(url, "select event, version, payload from lockstep.journal where event <> 'identified' order by seq");
/** Whether anything of ours is in it. */
const isMarked = async (url: string) => (await execSql(url, "select 1 from pg_namespace where nspname = 'lockstep'")).length > 0;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("applies what it has rehearsed and was confirmed, with the fingerprint that it looked at before COMMIT", async () => {
    const production = await createDatabase(server(), "create table users (id int primary key, email text);");
    desk.migration("20260101000000_feature.sql", feature);
    desk.migration(
      "20260102000000_nick.sql",
      "alter table users add column nick text;\n\n-- Rollback:\n-- alter table users drop column nick;\n",
    );
    const outcome = await desk.apply({ production });
    expect(outcome).toMatchObject({ applied: [{}, {}], prediction: { kind: "held" } });
    expect(existsSync(join(desk.folder(), outcome.evidence ?? ""))).toBe(true);
    const events = await journal(production);
    expect(events).toMatchObject([{ event: "applied" }, { event: "applied" }]);
    for (const { payload } of events)
      expect(payload).toMatchObject({ fingerprint: expect.stringMatching(/^v1:pg/), planHash: outcome.planHash });
  });

  it("keeps the parts of a change in order, has the deployment attested, and the clean-up wait", async () => {
    const production = await createDatabase(server(), "create table users (id int primary key, email text);");
    const part = (number: number, phase: string, sql: string) =>
      desk.migration(`2026010${number}000000_${phase}.sql`, `-- lockstep: phase = ${phase} of email\n${sql}`);
    part(1, "schema", "alter table users add column mail text;\n\n-- Rollback:\n-- alter table users drop column mail;\n");
    part(2, "backfill", "update users set mail = email where mail is null;\n\n-- Rollback:\n-- update users set mail = null;\n");
    part(3, "cleanup", "comment on column users.email is 'old';\n\n-- Rollback:\n-- comment on column users.email is null;\n");
    const only = (number: number, phase: string) => ({ only: [`2026010${number}000000_${phase}.sql`] });
    expect(await refusal(desk.apply({ production }, only(2, "backfill")))).toMatchObject({ code: "PHASE_ORDER" });
    const together = await refusal(desk.apply({ production }));
    expect(together).toMatchObject({ code: "PHASE_ORDER", hint: "lockstep apply production --to 20260102000000_backfill.sql" });
    const to = { to: "20260102000000_backfill.sql" };
    const silent = await refusal(desk.apply({ production }, to));
    expect(silent).toMatchObject({
      code: "ACKNOWLEDGEMENT_MISSING",
      hint: `lockstep apply production --to 20260102000000_backfill.sql --confirm production --ack deployed:email`,
    });
    const consent = { ...noConsent, confirm: "production", acknowledged: ["deployed:email"] };
    expect((await desk.apply({ production }, { ...to, consent })).applied).toHaveLength(2);
    expect((await journal(production)).at(-1)?.payload).toMatchObject({ acknowledged: ["deployed:email"] });
    expect((await desk.apply({ production })).applied).toHaveLength(1);
  });

  it("refuses without a word of consent, with another name, and with another plan's hash", async () => {
    const production = await createDatabase(server());
    desk.migration("20251231000000_first.sql", "create table a (id int);\n\n-- Rollback:\n-- drop table a;\n");
    desk.migration("20260101000000_feature.sql", feature);
    await desk.apply({ production }, { only: ["20251231000000_first.sql"] });
    const without = await refusal(desk.apply({ production }, { consent: noConsent }));
    expect(without).toMatchObject({ code: "CONFIRMATION_MISSING" });
    const { planHash } = await desk.apply({ production }, { isDryRun: true, consent: noConsent });
    expect(without.hint).toContain(`--approve ${planHash}`);
    expect(without.hint).toContain("--confirm production");
    const only = { only: ["20260101000000_feature.sql"] };
    const otherName = await refusal(
      desk.apply(
        { production },
        { ...only, consent: { ...noConsent, confirm: "staging", acknowledged: ["drop:view:public.v w"] } },
      ),
    );
    const again = "lockstep apply production --only 20260101000000_feature.sql --ack 'drop:view:public.v w' --confirm production";
    expect(otherName).toMatchObject({ code: "CONFIRMATION_MISSING", hint: again });
    desk.migration("20260102000000_more.sql", "select 1;\n\n-- Rollback:\n-- select 1;\n");
    const otherPlan = await refusal(desk.apply({ production }, { consent: { ...noConsent, approve: planHash } }));
    expect(otherPlan).toMatchObject({ code: "CONFIRMATION_MISSING" });
    expect(await execSql(production, "select to_regclass('feature') as found")).toEqual([{ found: null }]);
    const approved = await desk.apply({ production }, { isDryRun: true });
    expect(await desk.apply({ production }, { consent: { ...noConsent, approve: approved.planHash } })).toMatchObject({
      applied: [{}, {}],
    });
  });

  it("leaves a database that nobody has marked alone until somebody says what it is", async () => {
    const production = await createDatabase(server());
    desk.migration("20260101000000_feature.sql", feature);
    expect(await desk.apply({ production }, { isDryRun: true, consent: noConsent })).toMatchObject({ applied: [{}] });
    expect(await refusal(desk.apply({ production }, { consent: noConsent }))).toMatchObject({ code: "CONFIRMATION_MISSING" });
    expect(await execSql(production, "select to_regnamespace('lockstep') as found")).toEqual([{ found: null }]);
  });

  it("journals that and why the glass was broken", async () => {
    const production = await createDatabase(server());
    desk.migration("20260101000000_feature.sql", feature);
    const consent = { ...noConsent, confirm: "production", breakGlass: "orders fail" };
    await desk.apply({ production }, { consent, only: ["20260101000000_feature.sql"] });
    expect(await journal(production)).toMatchObject([{ event: "applied", payload: { breakGlass: "orders fail" } }]);
  });

  it("asks for the checklist without a train too, and journals once who let an item of it pass", async () => {
    const production = await createDatabase(
      server(),
      "create table flags (name text primary key); insert into flags values ('really');",
    );
    desk.configure({ checklist: { production: ["teammate"] } });
    // the copy has other rows, so that the batch is rolled back after its gates and can be run again as it is
    desk.migration(
      "20260101000000_odd.sql",
      "create table a (id int);\ndo $$ begin if exists (select from flags where name = 'really') then create table surprise (id int); end if; end $$;\n\n-- Rollback:\n-- drop table a;\n",
    );
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "CHECKLIST_OPEN",
      message: "production: teammate: nobody has said that they are there to help. Nothing was done.",
      hint: expect.stringContaining("lockstep checklist waive production ITEM --by NAME"),
    });
    expect(await isMarked(production)).toBe(false);
    const said = { environment: "production", item: "teammate", name: "ana", reason: "all are at the fair", by: "ana" } as const;
    await vouch({ ...said, kind: "waiver", until: null, now: new Date() }, desk.context({ production }));
    expect(await refusal(desk.apply({ production }))).toMatchObject({ code: "MIGRATION_DIFFERS" });
    await execSql(production, "delete from flags");
    expect(await desk.apply({ production })).toMatchObject({ applied: [{}] });
    const reason = expect.stringMatching(/^teammate: ana lets it pass until .+: all are at the fair$/);
    expect(await journal(production)).toMatchObject([{ event: "waived", payload: { reason } }, { event: "applied" }]);
  });

  it("has the name typed where somebody can, and takes no other for it", async () => {
    const production = await createDatabase(server());
    desk.migration("20260101000000_feature.sql", feature);
    const questions: string[] = [];
    const answer = (text: string) => {
      const askText = async (question: string) => {
        questions.push(question);
        return text;
      };
      return { consent: { ...noConsent, askText } };
    };
    expect(await refusal(desk.apply({ production }, answer("yes")))).toMatchObject({ code: "CONFIRMATION_MISSING" });
    expect(await desk.apply({ production }, answer("production"))).toMatchObject({ applied: [{}] });
    expect(questions).toEqual(Array(2).fill("Apply 20260101000000_feature.sql on production? Type production to go on"));
  });

  it("asks for each loss by its own name", async () => {
    const production = await createDatabase(
      server(),
      "create table users (id int primary key, email text, nick text); create table old (id int); create table log (id int);",
    );
    desk.migration(
      "20260101000000_drop.sql",
      "alter table users drop column email;\ndrop table old;\ntruncate log;\nalter table users rename column nick to name;\n\n-- Rollback:\n-- alter table users rename column name to nick;\n-- create table old (id int);\n-- alter table users add column email text;\n",
    );
    const names = ["drop:table:public.old", "drop:column:public.users.email", "truncate:table:public.log"];
    const missing = await refusal(desk.apply({ production }));
    expect(missing).toMatchObject({
      code: "ACKNOWLEDGEMENT_MISSING",
      hint: `lockstep apply production --confirm production ${names.map((name) => `--ack ${name}`).join(" ")}`,
    });
    expect(missing.message).toContain("Nothing was done.");
    expect(await isMarked(production)).toBe(false);
    const { acknowledgements } = await desk.apply({ production }, { isDryRun: true });
    expect(acknowledgements.map(({ flag }) => flag)).toEqual(names.map((name) => `--ack ${name}`));
    const consent = { ...noConsent, confirm: "production", acknowledged: names };
    await desk.apply({ production }, { consent });
    const [event] = await journal(production);
    expect(event).toMatchObject({ event: "applied", payload: { acknowledged: names } });
  });

  it("refuses what fails on the copy, what says nothing about going back, and what does not come back", async () => {
    // a role is left out of every copy, and is to blame for nothing here
    const sql = `${ensureRole("guard_reader", "nologin")} create table users (id int primary key); grant select on users to guard_reader;`;
    const production = await createDatabase(server(), sql);
    desk.migration("20260101000000_a.sql", "alter table nowhere add column x int;\n");
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "MIGRATION_FAILED",
      hint: "Correct the file, and try it: lockstep rehearse production",
      message: expect.stringContaining('20260101000000_a.sql:1: on a scratch copy of production it fails: relation "nowhere"'),
    });
    desk.migration("20260101000000_a.sql", "create table a (id int);\n");
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "ACKNOWLEDGEMENT_MISSING",
      hint: "lockstep apply production --confirm production --ack no-rollback:20260101000000_a.sql",
    });
    desk.migration(
      "20260101000000_a.sql",
      "create table a (id int);\ncreate table b (id int);\n\n-- Rollback:\n-- drop table a;\n",
    );
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "REHEARSAL_REFUSED",
      message: expect.stringContaining("its rollback leaves table:public.b"),
    });
    expect(await isMarked(production)).toBe(false);
  });

  it("asks for no way back of a file that holds no statement", async () => {
    const production = await createDatabase(server());
    desk.configure({ checklist: { production: ["rollback"] } });
    desk.migration("20260101000000_place.sql", "-- kept for its number\n");
    desk.migration("R_one.sql", "create or replace view one as select 1 as one;\n");
    expect(await desk.apply({ production })).toMatchObject({ applied: [{}, {}], findings: [{ rule: "empty-migration" }] });
  });

  it("sees through IF NOT EXISTS over something else", async () => {
    const production = await createDatabase(server(), "create table feature (id text primary key, name varchar(20));");
    desk.migration("20260101000000_feature.sql", feature);
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "REHEARSAL_REFUSED",
      message: expect.stringContaining("feature.sql:1: IF NOT EXISTS would hide that column:public.feature.name is there"),
    });
  });

  it("rolls back what does something else on the target than on the copy", async () => {
    // what the migration does hangs on a row, and the copy has others
    const production = await createDatabase(
      server(),
      "create table flags (name text primary key); insert into flags values ('really');",
    );
    desk.migration(
      "20260101000000_odd.sql",
      "create table a (id int);\ndo $$ begin if exists (select from flags where name = 'really') then create table surprise (id int); end if; end $$;\n\n-- Rollback:\n-- drop table a;\n",
    );
    const differs = await refusal(desk.apply({ production }));
    expect(differs).toMatchObject({ code: "MIGRATION_DIFFERS" });
    expect(differs.message).toContain("table:public.surprise was not predicted");
    expect(await execSql(production, "select to_regclass('a') as a, to_regclass('surprise') as b")).toEqual([
      { a: null, b: null },
    ]);
    expect(await journal(production)).toEqual([]);
  });

  it("tries what failed on rows again as it is, once somebody has said what was mended", async () => {
    const production = await createDatabase(server(), "create table users (id int primary key, email text);");
    await execSql(production, "insert into users values (1, 'a'), (2, 'a')");
    const file = "20260101000000_unique.sql";
    desk.migration(file, "create unique index users_email on users (email);\n\n-- Rollback:\n-- drop index users_email;\n");
    expect(await refusal(desk.apply({ production }))).toMatchObject({ code: "MIGRATION_FAILED" });
    await execSql(production, "delete from users where id = 2");
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "MIGRATION_QUARANTINED",
      hint: expect.stringContaining(`lockstep repair production --again ${file} --reason`),
    });
    const said = { environment: "production", file, reason: "duplicate removed", waitMs: 5_000, tool: "test" };
    const context = desk.context({ production });
    expect(await letThrough(said, context)).toMatchObject({ file, failure: expect.stringContaining("users_email") });
    expect(await refusal(letThrough(said, context))).toMatchObject({ code: "USAGE" });
    expect((await status(["production"], new Date(), context)).environments[0]?.migrations).toMatchObject([
      { file, state: "pending", message: expect.stringContaining("duplicate removed") },
    ]);
    // what comes of it counts again
    await execSql(production, "insert into users values (3, 'a')");
    expect(await refusal(desk.apply({ production }))).toMatchObject({ code: "MIGRATION_FAILED" });
    expect(await refusal(desk.apply({ production }))).toMatchObject({ code: "MIGRATION_QUARANTINED" });
    await execSql(production, "delete from users where id = 3");
    await letThrough({ ...said, reason: "again" }, context);
    expect((await desk.apply({ production })).applied).toHaveLength(1);
    const events = await journal(production);
    expect(events.map(({ event }) => event)).toEqual(["failed", "waived", "failed", "waived", "applied"]);
    expect(events[1]).toMatchObject({ version: "20260101000000", payload: { reason: "duplicate removed" } });
  });

  it("notices what has changed since somebody rehearsed the batch, where the batch touches it", async () => {
    const production = await createDatabase(server(), "create table users (id int primary key); create table other (id int);");
    desk.migration(
      "20260101000000_nick.sql",
      "alter table users add column nick text;\n\n-- Rollback:\n-- alter table users drop column nick;\n",
    );
    await rehearse({ source: "production", files: [], now: new Date("2026-01-05T10:00:00Z") }, desk.context({ production }));
    await execSql(production, "alter table other add column x int");
    const { applied } = await desk.apply({ production }, { isDryRun: true });
    expect(applied).toHaveLength(1);
    await execSql(production, "alter table users add column hot_fix text");
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "SCHEMA_DRIFTED",
      message: expect.stringContaining("is not what the rehearsal of 2026-01-05 saw: table:public.users changed"),
    });
    // being refused is no new rehearsal
    expect(await refusal(desk.apply({ production }))).toMatchObject({ code: "SCHEMA_DRIFTED" });
    await rehearse({ source: "production", files: [], now: new Date("2026-01-06T10:00:00Z") }, desk.context({ production }));
    expect(await desk.apply({ production })).toMatchObject({ applied: [{}] });
    expect(readdirSync(join(desk.folder(), "db/migrations/evidence"))).toHaveLength(3);
  });

  it("looks after a file that cannot run in a transaction, and records what it led to", async () => {
    const production = await createDatabase(server(), "create table users (id int primary key, email text);");
    desk.migration(
      "20260101000000_index.sql",
      "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);\nalter table users add column nick text;\n\n-- Rollback:\n-- lockstep: transaction = none\n-- alter table users drop column nick;\n-- drop index concurrently users_email;\n",
    );
    expect(await desk.apply({ production })).toMatchObject({ applied: [{}], prediction: { kind: "held" } });
    const last = (await journal(production)).at(-1);
    expect(last).toMatchObject({ event: "verified", payload: { fingerprint: expect.stringMatching(/^v1:pg/) } });
  });

  it("predicts what a role without superuser rights does as the environment's owner", async () => {
    const roles = `${ensureRole("guard_app", "login password 'x'")} ${ensureRole("guard_owner", "nologin")}`;
    const url = await createDatabase(
      server(),
      `${roles} grant guard_owner to guard_app; create schema app authorization guard_owner;`,
    );
    await execSql(url, `do $$ begin execute format('alter database %I owner to guard_owner', current_database()); end $$`);
    const as = new URL(url);
    as.username = "guard_app";
    as.password = "x";
    writeFileSync(
      join(desk.folder(), "lockstep.config.json"),
      JSON.stringify({
        environments: { production: { url: { env: "PRODUCTION_DATABASE_URL" }, protected: true, owner: "guard_owner" } },
      }),
    );
    desk.migration(
      "20260101000000_t.sql",
      "set local search_path = app;\ncreate table t (id serial primary key, at timestamptz default now());\ncreate function one() returns int language sql as 'select 1';\ncreate view v as select id, one() from t;\n\n-- Rollback:\n-- drop view app.v;\n-- drop function app.one();\n-- drop table app.t;\n",
    );
    // the journal, which is made between, belongs to a role that nothing else of the database names
    const { planHash: approve } = await desk.apply({ production: as.href }, { isDryRun: true });
    const applied = await desk.apply({ production: as.href }, { consent: { ...noConsent, approve } });
    expect(applied).toMatchObject({ applied: [{}], planHash: approve, prediction: { kind: "held" } });
    const [owner] = await execSql(url, "select tableowner from pg_tables where tablename = 't'");
    expect(owner).toEqual({ tableowner: "guard_owner" });
    expect(await verify("production", desk.context({ production: as.href }))).toMatchObject({
      holds: true,
      basis: "fingerprint",
    });
  });

  it("finishes what was interrupted alone, and guards the rest the next time", async () => {
    const production = await createDatabase(
      server(),
      "create table users (id int primary key, email text); insert into users values (1, 'x'), (2, 'x');",
    );
    desk.migration(
      "20260101000000_apart.sql",
      "-- lockstep: transaction = none\nalter table users add column nick text;\ncreate unique index concurrently users_email on users (email);\n\n-- Rollback:\n-- lockstep: transaction = none\n-- drop index concurrently users_email;\n-- alter table users drop column nick;\n",
    );
    desk.migration("20260102000000_feature.sql", feature);
    expect(await refusal(desk.apply({ production }))).toMatchObject({ code: "MIGRATION_FAILED" });
    await execSql(production, "delete from users where id = 2");
    expect(await desk.apply({ production })).toMatchObject({
      applied: [{ version: "20260101000000" }],
      left: ["20260102000000_feature.sql"],
      prediction: { kind: "none", why: "it went on with a file that was interrupted" },
    });
    expect(await desk.apply({ production })).toMatchObject({ applied: [{}], prediction: { kind: "held" } });
  });

  it("says how to go back where such a file did something else", async () => {
    const production = await createDatabase(
      server(),
      "create table flags (name text primary key); insert into flags values ('really');",
    );
    desk.migration(
      "20260101000000_odd.sql",
      "-- lockstep: transaction = none\ncreate index concurrently flags_name on flags (name);\ndo $$ begin if exists (select from flags where name = 'really') then create table surprise (id int); end if; end $$;\n\n-- Rollback:\n-- lockstep: transaction = none\n-- drop index concurrently flags_name;\n",
    );
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "MIGRATION_DIFFERS",
      message: expect.stringContaining("table:public.surprise was not predicted"),
      hint: expect.stringContaining("lockstep rollback production"),
    });
  });

  it("compares an unprotected environment once, at the end, and says so where it cannot", async () => {
    const dev = await createDatabase(server(), "create table flags (name text); insert into flags values ('really');");
    desk.migration("20260101000000_feature.sql", feature);
    expect(await desk.apply({ dev }, { predicts: true })).toMatchObject({ prediction: { kind: "held" } });
    const last = (await journal(dev)).at(-1);
    expect(last).toMatchObject({ event: "verified", payload: { fingerprint: expect.stringMatching(/^v1:pg/) } });
    desk.migration(
      "20260102000000_odd.sql",
      "do $$ begin if exists (select from flags) then create table surprise (id int); end if; end $$;\n",
    );
    expect(await refusal(desk.apply({ dev }, { predicts: true }))).toMatchObject({
      code: "MIGRATION_DIFFERS",
      message: expect.stringContaining("table:public.surprise was not predicted"),
      hint: expect.stringContaining("lockstep rollback dev"),
    });
    desk.migration(
      "20260103000000_rows.sql",
      "do $$ begin if not exists (select from flags) then raise 'no rows'; end if; end $$;\n",
    );
    expect(await desk.apply({ dev }, { predicts: true })).toMatchObject({
      prediction: { kind: "none", why: expect.stringContaining("no rows") },
    });
    expect(await desk.apply({ dev }, { predicts: true })).toMatchObject({ applied: [], prediction: null });
  });

  it("keeps the text of a file that reads otherwise from its first statement on", async () => {
    const production = await createDatabase(server());
    // a plain SET is refused before; nobody sees through this one
    const text =
      "select set_config('client' || '_encoding', 'LATIN1', false), set_config('standard_conforming' || '_strings', 'off', false);\ncreate table a (); -- äöü \\n €\n\n-- Rollback:\n-- drop table a;\n";
    desk.migration("20260101000000_a.sql", text);
    await desk.apply({ production });
    expect(await journal(production)).toMatchObject([{ event: "applied", payload: { sql: text } }]);
  });
});
