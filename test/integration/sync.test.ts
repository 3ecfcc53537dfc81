/** The train: what rides, what stops it, and that a train that was killed is run again by the same call. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { showChecklist, vouch } from "../../src/workflows/checklist.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { reviewBrokenGlass } from "../../src/workflows/review-broken-glass.ts";
import { smokeFaults } from "../../src/workflows/smoke-faults.ts";
import { status } from "../../src/workflows/status.ts";
import { sync } from "../../src/workflows/sync.ts";
import type { SyncRequest } from "../../src/workflows/train/ride.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { openHttpWorld } from "../support/http-world.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = useApplyDesk();

const confirmed = { ...noConsent, confirm: "production" };

function request(part: Partial<SyncRequest> = {}): SyncRequest {
  return {
    environment: "production",
    isDryRun: false,
    until: null,
    consent: confirmed,
    rollsBackOnFailure: false,
    watchMs: null,
    lockBudgetMs: 3_000,
    attempts: 3,
    waitMs: 5_000,
    tool: "lockstep test",
    ...part,
  };
}

const always = { every: { kind: "cron", expression: "0 0 * * *", minutes: 1440 }, zone: "Europe/London" };

const table = (name: string) =>
  `create table if not exists ${name} (id bigint primary key);\n\n-- Rollback:\n-- drop table if exists ${name};\n`;

function evidence(kind: string): readonly { readonly data: Record<string, unknown> }[] {
  const folder = join(desk.folder(), "db/migrations/evidence");
  return readdirSync(folder)
    .filter((name) => name.includes(`-${kind}-`))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  const pair = async () => {
    const [dev, production] = [await createDatabase(server()), await createDatabase(server())];
    return { urls: { dev, production }, dev, production };
  };

  /** A train of two, of which the second fails on production's rows. */
  const failing = async () => {
    const places = await pair();
    desk.configure({ cadence: always });
    await execSql(places.production, "create table users (id int, email text); insert into users values (1, 'a'), (2, 'a')");
    desk.migration("20260101000000_a.sql", table("a"));
    desk.migration(
      "20260102000000_unique.sql",
      "alter table users add constraint one_each unique (email);\n\n-- Rollback:\n-- alter table users drop constraint one_each;\n",
    );
    return places;
  };

  it("rides in a window, and closes itself when nothing is on board", async () => {
    const { urls, production } = await pair();
    desk.configure({
      cadence: { ...always, batch: { tables: 2 } },
      checklist: { production: ["tested-on-dev", "idempotent", "rollback", "low-traffic"] },
    });
    for (const [i, name] of ["a", "b", "c"].entries()) desk.migration(`2026010${i + 1}000000_${name}.sql`, table(name));
    expect(await refusal(sync(request(), desk.context(urls)))).toMatchObject({
      code: "CHECKLIST_OPEN",
      message: expect.stringContaining("tested-on-dev: dev has no journal"),
    });
    await desk.apply({ dev: urls.dev });
    const first = await sync(request(), desk.context(urls));
    expect(first).toMatchObject({
      outcome: "done",
      train: expect.stringMatching(/^production 20/),
      riding: [{ file: "20260101000000_a.sql" }, { file: "20260102000000_b.sql" }],
      staying: [{ file: "20260103000000_c.sql" }],
      next: { files: ["20260103000000_c.sql"] },
    });
    expect(first.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      "audit done",
      "review done",
      "checklist done",
      "backup skipped",
      "apply done",
      "verify done",
      "smoke skipped",
      "watch skipped",
      "log done",
      "report done",
    ]);
    expect(await sync(request(), desk.context(urls))).toMatchObject({
      outcome: "done",
      applied: [{ file: "20260103000000_c.sql" }],
    });
    expect(await sync(request(), desk.context(urls))).toMatchObject({ outcome: "empty", applied: [] });
    expect(
      evidence("train")
        .map(({ data }) => data.outcome)
        .sort(),
    ).toEqual(["done", "done", "empty"]);
    expect(desk.read("db/migrations/applied_to_prod.log").match(/\| sha256:/g)).toHaveLength(3);
    expect(await execSql(production, "select count(*)::int as n from lockstep.journal where event = 'applied'")).toEqual([
      { n: 3 },
    ]);
  });

  it("does nothing in a dry run, and tells the hash that approves exactly that train", async () => {
    const { urls, production } = await pair();
    desk.configure({ cadence: always });
    desk.migration("20260101000000_a.sql", table("a"));
    const dry = await sync(request({ isDryRun: true, consent: noConsent }), desk.context(urls));
    expect(dry).toMatchObject({ outcome: "dry-run", applied: [], planHash: expect.stringMatching(/^sha256:/) });
    expect(await execSql(production, "select to_regclass('a') as found, to_regnamespace('lockstep') as own")).toEqual([
      { found: null, own: null },
    ]);
    expect(() => evidence("train")).toThrow();
    expect(await refusal(sync(request({ consent: noConsent }), desk.context(urls)))).toMatchObject({
      code: "CONFIRMATION_MISSING",
    });
    const approved = await sync(request({ consent: { ...noConsent, approve: dry.planHash } }), desk.context(urls));
    expect(approved.outcome).toBe("done");
  });

  it("marks a database before anything is kept of it, and goes on from there", async () => {
    const { urls, production } = await pair();
    desk.configure({ cadence: always });
    desk.migration("20260101000000_a.sql", table("a"));
    expect(await sync(request({ until: "backup" }), desk.context(urls))).toMatchObject({ outcome: "stopped", applied: [] });
    const events = () => execSql(production, "select event from lockstep.journal order by seq");
    expect(await events()).toEqual([{ event: "identified" }]);
    expect(await sync(request(), desk.context(urls))).toMatchObject({ outcome: "done", applied: [{}] });
    expect((await events()).filter(({ event }) => event === "identified")).toHaveLength(1);
  });

  it("is the train of the day that the server says it is", async () => {
    const { urls } = await pair();
    desk.configure({ cadence: always });
    const before = new Date().toISOString();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2031-01-01T12:00:00Z"), shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    const { window } = await sync(request({ until: "audit" }), desk.context(urls));
    vi.useRealTimers();
    expect(before < (window?.closes ?? "")).toBe(true);
    expect((window?.opens ?? "9") <= new Date().toISOString()).toBe(true);
  });

  it("waits for its window", async () => {
    const { urls } = await pair();
    desk.configure({ cadence: { every: { kind: "cron", expression: "0 0 31 12 *", minutes: 1 } } });
    desk.migration("20260101000000_a.sql", table("a"));
    expect(await refusal(sync(request(), desk.context(urls)))).toMatchObject({
      code: "OUTSIDE_WINDOW",
      hint: expect.stringContaining("--break-glass"),
    });
    const urgent = { only: ["20260101000000_a.sql"], consent: { ...confirmed, breakGlass: "orders fail" } };
    expect(await desk.apply({ production: urls.production }, urgent)).toMatchObject({ applied: [{}] });
    const told = async () => (await status(["production"], new Date(), desk.context(urls))).findings.map(({ rule }) => rule);
    const review = (name: string) =>
      reviewBrokenGlass({ environment: "production", name, reason: "looked", by: name, now: new Date() }, desk.context(urls));
    expect(await told()).toEqual(["break-glass"]);
    expect(await refusal(review("tester"))).toMatchObject({ code: "USAGE", message: expect.stringContaining("somebody else") });
    await review("ana");
    expect(await told()).toEqual([]);
  });

  it("catches what was done past the journal, tells the team, and takes no other word for it than its name", async () => {
    const { urls, production } = await pair();
    const chat = await openHttpWorld();
    desk.configure({ cadence: always, notify: [{ kind: "http", url: chat.url }] });
    desk.migration("20260101000000_a.sql", table("a"));
    await sync(request(), desk.context(urls));
    await execSql(production, "create index hot_fix on a (id)");
    const caught = await refusal(sync(request(), desk.context(urls)));
    expect(caught).toMatchObject({ code: "SCHEMA_DRIFTED", message: expect.stringContaining("index:public.hot_fix") });
    expect(caught.hint).toContain("--ack drift:index:public.hot_fix");
    expect(chat.heard.map(({ body }) => JSON.parse(body).kind)).toEqual(["train", "drift"]);
    desk.migration("20260102000000_b.sql", table("b"));
    const known = { ...confirmed, acknowledged: ["drift:index:public.hot_fix"] };
    expect(await sync(request({ consent: known }), desk.context(urls))).toMatchObject({ outcome: "done", applied: [{}] });
  });

  it("says what is where when a migration fails, and lets the others ride the next time", async () => {
    const { urls, production } = await failing();
    desk.migration(
      "20260103000000_more.sql",
      "alter table users add column if not exists nick text;\n\n-- Rollback:\n-- alter table users drop column if exists nick;\n",
    );
    desk.migration("20260104000000_z.sql", table("z"));
    const failed = await sync(request(), desk.context(urls));
    expect(failed).toMatchObject({
      outcome: "failed",
      failure: { code: "MIGRATION_FAILED" },
      rollback: {
        files: ["20260101000000_a.sql"],
        verdict: "lossless",
        isDone: false,
        command: "lockstep rollback production --steps 1",
      },
    });
    const next = await sync(request(), desk.context(urls));
    expect(next).toMatchObject({
      outcome: "done",
      applied: [{ file: "20260104000000_z.sql" }],
      staying: [
        { file: "20260102000000_unique.sql", why: expect.stringContaining("failed before") },
        { file: "20260103000000_more.sql", why: "it changes users, and so does 20260102000000_unique.sql, which stays" },
      ],
    });
    await execSql(production, "delete from users where id = 2");
    desk.migration(
      "20260102000000_unique.sql",
      "-- the rows are clean now\nalter table users add constraint one_each unique (email);\nselect 1;\n\n-- Rollback:\n-- alter table users drop constraint one_each;\n",
    );
    expect(await sync(request(), desk.context(urls))).toMatchObject({ outcome: "done", applied: [{}, {}] });
  });

  it("passes staging first when it goes once a month, and ends there when staging does not stand it", async () => {
    const { urls, production } = await pair();
    const staging = await createDatabase(server());
    desk.configure({
      environments: { dev: urls.dev, staging: { url: staging }, production: { url: production } },
      cadence: { every: "month", on: "last friday", window: "17:00-18:00", zone: "America/New_York" },
      checklist: { production: ["tested-on-staging", "low-traffic", "smoke"] },
      smoke: ["smoke/*.sql"],
    });
    desk.migration("20260101000000_a.sql", table("a"));
    desk.smoke("a.sql", "-- Smoke: a is there\nselect 1 from pg_catalog.pg_class where relname = 'a';\n");
    await smokeFaults({ environment: "production", clock: () => new Date("2026-11-27T20:00:00Z") }, desk.context({}));
    const clock = () => new Date("2026-11-27T22:30:00Z");
    const monthly = (part: Partial<SyncRequest> = {}) => sync(request({ clock, ...part }), desk.context({}));
    const done = await monthly();
    expect(done.steps.slice(0, 4)).toMatchObject([
      { step: "audit" },
      { step: "review" },
      { step: "staging", detail: "1 applied to staging, verified, 1 checks passed" },
      { step: "checklist" },
    ]);
    expect(done).toMatchObject({ outcome: "done", train: "production 2026-11-27", applied: [{}] });
    desk.migration("20260102000000_b.sql", table("b"));
    desk.smoke(
      "a.sql",
      "-- Smoke: nothing has come\n-- Expect: no rows\nselect 1 from pg_catalog.pg_class where relname = 'b';\n",
    );
    expect(await refusal(monthly())).toMatchObject({ code: "SMOKE_FAILED", message: expect.stringMatching(/^staging: /) });
    expect(await execSql(production, "select to_regclass('b') as found")).toEqual([{ found: null }]);
  });

  it("goes back by itself only where that was asked for and nothing is lost", async () => {
    const { urls, production } = await failing();
    const failed = await sync(request({ rollsBackOnFailure: true }), desk.context(urls));
    expect(failed).toMatchObject({ outcome: "failed", rollback: { verdict: "lossless", isDone: true } });
    expect(await execSql(production, "select to_regclass('a') as found")).toEqual([{ found: null }]);
  });

  it("takes a person's word for exactly these files, from somebody else, until it ends", async () => {
    const { urls } = await pair();
    desk.configure({ cadence: always, checklist: { production: ["teammate"] } });
    const nick =
      "alter table users add column if not exists nick text;\n\n-- Rollback:\n-- alter table users drop column if exists nick;\n";
    await execSql(urls.production, "create table users (id bigint primary key)");
    desk.migration("20260101000000_a.sql", nick);
    const context = desk.context(urls);
    const word = (name: string) =>
      vouch(
        {
          environment: "production",
          item: "teammate",
          kind: "attestation",
          name,
          reason: null,
          until: null,
          by: name,
          now: new Date(),
        },
        context,
      );
    const why = async () => {
      const { checklist } = await showChecklist({ environment: "production", acknowledged: [], tool: "lockstep test" }, context);
      return checklist?.items.find(({ id }) => id === "teammate");
    };
    expect(await why()).toMatchObject({ state: "open", why: "nobody has said that they are there to help" });
    await word("tester");
    expect(await why()).toMatchObject({ state: "open", why: "tester runs this and cannot be their own help" });
    await word("ana");
    expect(await why()).toMatchObject({ state: "attested", doesNotProve: "that they answer when they are called" });
    await execSql(urls.production, "create index later on users (id)");
    expect(await why()).toMatchObject({ state: "open", why: expect.stringContaining("table:public.users has changed since") });
    await execSql(urls.production, "drop index later");
    expect(await why()).toMatchObject({ state: "attested" });
    desk.migration("20260101000000_a.sql", `-- another text\n${nick}`);
    expect(await why()).toMatchObject({ state: "open", why: expect.stringContaining("20260101000000_a.sql has changed since") });
  });
});
