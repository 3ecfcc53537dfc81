/** `lockstep schedule` and what it means for others: windows and batches, freezes, samples, the calendar, trains that did not come. */

import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { scheduleText } from "../../src/core/report/schedule-text.ts";
import { statusText } from "../../src/core/report/status-text.ts";
import { plainStyle } from "../../src/core/report/text-style.ts";
import { readEvidence, saveEvidence } from "../../src/project/evidence.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { freeze } from "../../src/workflows/freeze.ts";
import { identify } from "../../src/workflows/identify.ts";
import { newMigration } from "../../src/workflows/new-migration.ts";
import { schedule } from "../../src/workflows/schedule.ts";
import { sampleTraffic } from "../../src/workflows/schedule-sample.ts";
import { isTroubled, status } from "../../src/workflows/status.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { rowValues } from "../support/row-values.ts";
import { testedMajors } from "../support/tested-majors.ts";

const weekly = { every: "week", on: "friday", window: "17:00-18:00", zone: "Europe/Berlin", batch: { tables: 2 } };
const narrow = { ...plainStyle, width: 60 };

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useApplyDesk();
  const migrations = () => join(desk.folder(), "db/migrations");
  const evidenceNames = () => readdirSync(join(migrations(), "evidence"));
  const freezeRequest = {
    environment: "production",
    act: "freeze",
    reason: "trade fair",
    until: null,
    waitMs: 5_000,
    tool: "test",
  } as const;

  it("proposes batches of what is pending and of what no migration makes, one to a window until the launch", async () => {
    desk.configure({ cadence: { ...weekly, blackout: ["2026-12-25"] }, launch: { date: "2027-02-01" } });
    const urls = {
      dev: await createDatabase(
        server(),
        "create table a (id int primary key); create table b (id int); create table teams (id int primary key); create table members (team int references teams)",
      ),
      production: await createDatabase(server()),
    };
    desk.migration("20261101000000_a.sql", "create table a (id int primary key);\n");
    desk.migration("20261102000000_b.sql", "create table b (id int);\n");
    desk.migration("20261103000000_c.sql", "create table c (id int);\n");
    const outcome = await schedule({ environment: null, now: new Date("2026-11-23T12:00:00Z") }, desk.context(urls));
    expect(outcome.notSeen).toEqual([]);
    expect(outcome.timeline.entries.map(({ window, batch }) => [window.opens, batch.files, batch.tables])).toEqual([
      ["2026-11-27T16:00:00.000Z", ["20261101000000_a.sql", "20261102000000_b.sql"], ["a", "b"]],
      ["2026-12-04T16:00:00.000Z", ["20261103000000_c.sql"], ["c"]],
      ["2026-12-11T16:00:00.000Z", [], ["members", "teams"]],
    ]);
    expect(outcome.batches[2]?.command).toContain("--from-drift --tables members,teams");
    expect(outcome.advice.recommended).toBe("weekly");
    expect(outcome.skipped).toEqual([{ day: "2026-12-25", window: null, skipped: "blackout" }]);
    const text = scheduleText(outcome, narrow);
    for (const line of text.split("\n").filter((one) => !one.includes("lockstep new")))
      expect(line.length).toBeLessThanOrEqual(60);
    expect(text).toContain("production: every Friday 17:00-18:00 (Europe/Berlin)");
    expect(text).toContain("Train 1  Fri 27 Nov 2026  a, b");
    expect(text).toContain("no window on 2026-12-25");
  });

  it("measures how long batches take, and says what is an estimate", async () => {
    desk.configure({ cadence: weekly });
    const dev = await createDatabase(server());
    desk.migration("20261101000000_a.sql", "select pg_catalog.pg_sleep(0.2);\n");
    await desk.apply({ dev });
    const { durations, notSeen } = await schedule(
      { environment: "dev", now: new Date("2026-11-23T12:00:00Z") },
      desk.context({ dev }),
    );
    expect(durations.map(({ part, measured }) => [part, measured?.of ?? "estimate"])).toEqual([
      ["audit", "estimate"],
      ["review", "estimate"],
      ["apply", "batches"],
      ["smoke", "estimate"],
    ]);
    expect(durations[2]?.minutes).toBeCloseTo(0.2 / 60, 2);
    expect(notSeen.join()).toContain("no dev environment");
  });

  it("keeps a freeze in git and in the journal, where no removed or forged file lifts it", async () => {
    desk.configure({ cadence: weekly });
    const production = await createDatabase(server());
    const context = desk.context({ production });
    const now = new Date("2026-11-23T12:00:00Z");
    const unmarked = await freeze({ ...freezeRequest, now }, context);
    expect(unmarked).toMatchObject({
      journal: null,
      notInJournal: "production has no journal yet",
      freeze: { source: "evidence" },
    });
    expect(await rowValues(production, "select 1 from pg_catalog.pg_namespace where nspname = 'lockstep'")).toEqual([]);
    await identify({ environment: "production", was: null, waitMs: 5_000, tool: "test" }, context);
    const frozen = await freeze({ ...freezeRequest, until: "2026-12-04", now }, context);
    expect(frozen).toMatchObject({ notInJournal: null, freeze: { source: "journal", until: "2026-12-04" } });
    rmSync(join(migrations(), "evidence"), { recursive: true });
    await saveEvidence(migrations(), {
      kind: "freeze",
      at: "2026-11-24T00:00:00.000Z",
      environment: "production",
      data: { act: "unfreeze", reason: "forged" },
    });
    const look = async (text: string) => (await status(["production"], new Date(text), context)).environments[0]?.freeze;
    expect(await look("2026-12-04T22:59:00Z")).toMatchObject({ source: "journal", why: "tester froze it: trade fair" });
    // the day ends in Berlin an hour before it ends in UTC
    expect(await look("2026-12-04T23:00:00Z")).toBeNull();
    const lifted = await freeze({ ...freezeRequest, act: "unfreeze", reason: "over", now }, context);
    expect(lifted.freeze).toBeNull();
    expect(await look("2026-11-24T00:00:00Z")).toBeNull();
  });

  it("freezes in git alone where the database cannot be reached, and says so", async () => {
    desk.configure({ cadence: weekly });
    const context = desk.context({ production: "postgres://nobody@127.0.0.1:1/none" });
    const outcome = await freeze({ ...freezeRequest, now: new Date("2026-11-23T12:00:00Z") }, context);
    expect(outcome.journal).toBeNull();
    expect(outcome.notInJournal).toContain("127.0.0.1:1");
    expect(outcome.freeze?.source).toBe("evidence");
  });

  it("refuses new migrations while frozen, but for those that somebody calls critical", async () => {
    desk.configure({ cadence: weekly, launch: { date: "2027-02-01" } });
    const context = desk.context({});
    const request = { name: "fix leak", kind: "schema", plan: null, isInteractive: false } as const;
    const before = await newMigration({ ...request, now: new Date("2027-01-03T12:00:00Z") }, context);
    expect(before.evidence).toEqual([]);
    const now = new Date("2027-01-04T12:00:00Z");
    const error = await refusal(newMigration({ ...request, now }, context));
    expect(error).toMatchObject({ code: "FROZEN", hint: expect.stringContaining("--critical") });
    expect(error.message).toContain("launch.date");
    expect(readdirSync(migrations()).filter((name) => name.endsWith(".sql"))).toHaveLength(1);
    const critical = await newMigration({ ...request, now, critical: "tokens leak" }, context);
    expect(critical.evidence).toHaveLength(1);
    const [kept] = await readEvidence(migrations(), "freeze", "production");
    expect(kept).toMatchObject({
      by: "tester",
      data: { act: "critical", reason: "tokens leak", files: [critical.files[0]?.path.replace("db/migrations/", "")] },
    });
    // and the freeze stands
    expect((await refusal(newMigration({ ...request, now }, context))).code).toBe("FROZEN");
  });

  it("applies nothing new before the launch, by the server's clock, whatever that of this machine says", async () => {
    const production = await createDatabase(server());
    const dayMs = 86_400_000;
    const day = (from: number) => new Date(Date.now() + from * dayMs).toISOString().slice(0, 10);
    const launch = day(10);
    desk.configure({ launch: { date: launch } });
    const fresh = `${day(0).replaceAll("-", "")}000000_fresh.sql`;
    desk.migration("20200101000000_old.sql", "create table old (id int);\n\n-- Rollback:\n-- drop table old;\n");
    desk.migration(fresh, "create table fresh (id int);\n\n-- Rollback:\n-- drop table fresh;\n");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60 * dayMs, shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "FROZEN",
      message: expect.stringMatching(new RegExp(`the launch is on ${launch}.* Held back: ${fresh}\\. Nothing was done`)),
    });
    expect(await execSql(production, "select to_regclass('old') as found")).toEqual([{ found: null }]);
    expect(await desk.apply({ production }, { only: ["20200101000000_old.sql"] })).toMatchObject({ applied: [{}] });
    // and a clock that says it is so far freezes nothing
    vi.useRealTimers();
    desk.configure({ launch: { date: day(70) } });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60 * dayMs, shouldAdvanceTime: true });
    expect(await desk.apply({ production })).toMatchObject({ applied: [{ file: fresh }] });
  });

  it("applies nothing at all where somebody froze it, but for a dry run and what cannot wait", async () => {
    const production = await createDatabase(server());
    desk.configure({});
    desk.migration("20200101000000_old.sql", "create table old (id int);\n\n-- Rollback:\n-- drop table old;\n");
    await freeze({ ...freezeRequest, now: new Date() }, desk.context({ production }));
    expect(await refusal(desk.apply({ production }))).toMatchObject({
      code: "FROZEN",
      message: expect.stringContaining("tester froze it: trade fair. Held back: 20200101000000_old.sql."),
    });
    expect(await desk.apply({ production }, { isDryRun: true })).toMatchObject({ applied: [{}] });
    expect(await execSql(production, "select to_regclass('old') as found")).toEqual([{ found: null }]);
    const consent = { ...noConsent, confirm: "production", breakGlass: "orders fail" };
    expect(await desk.apply({ production }, { consent })).toMatchObject({ applied: [{}] });
  });

  it("keeps a day's samples of traffic in one file", async () => {
    desk.configure({ cadence: weekly });
    const production = await createDatabase(server(), "create table t (id int)");
    const context = desk.context({ production });
    const first = await sampleTraffic("production", context);
    for (let i = 0; i < 20; i++) await execSql(production, "insert into t values (1), (2)");
    // backends tell of their work when they end
    let second = await sampleTraffic("production", context);
    for (let i = 0; i < 50 && second.sample.rowsWritten < first.sample.rowsWritten + 40; i++)
      second = await sampleTraffic("production", context);
    expect(second.sample.transactions).toBeGreaterThanOrEqual(first.sample.transactions + 20);
    expect(second.sample.rowsWritten).toBeGreaterThanOrEqual(first.sample.rowsWritten + 40);
    expect(second.samples).toBeGreaterThanOrEqual(2);
    expect(second.quiet).toBeNull();
    const days = new Set([first, second].map(({ sample }) => sample.at.slice(0, 10)));
    expect(evidenceNames()).toHaveLength(days.size);
    expect(evidenceNames()[0]).toMatch(/^\d{4}-\d\d-\d\d-sample-[0-9a-f]{12}\.json$/);
  });

  it("names an overdue train until one came, even an empty one", async () => {
    desk.configure({ cadence: weekly });
    const production = await createDatabase(server());
    const context = desk.context({ production });
    desk.migration("20261118000000_a.sql", "create table a (id int);\n");
    const look = (text: string) => status(["production"], new Date(text), context);
    const open = await look("2026-11-20T16:30:00Z");
    expect(isTroubled(open)).toBe(false);
    expect(open.environments[0]?.trains).toMatchObject({
      open: { opens: "2026-11-20T16:00:00.000Z" },
      overdue: null,
      missed: [],
    });
    const overdue = await look("2026-11-20T17:00:00Z");
    expect(isTroubled(overdue)).toBe(true);
    const text = statusText(overdue, narrow);
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "production is overdue: no train came on Fri 20 Nov 2026, and 1 migration waited: lockstep sync production",
    );
    expect(text).toContain("next window Fri 27 Nov 2026");
    const window = { opens: "2026-11-20T16:00:00.000Z", closes: "2026-11-20T17:00:00.000Z" };
    const times = { startedAt: window.opens, endedAt: window.closes };
    await saveEvidence(migrations(), {
      kind: "train",
      at: window.closes,
      environment: "production",
      data: { train: "production 2026-11-20", window, outcome: "empty", files: [], steps: [], head: null, ...times },
    });
    expect(isTroubled(await look("2026-11-23T17:00:00Z"))).toBe(false);
    // the week after it waits again
    const later = await look("2026-11-27T17:00:00Z");
    expect(isTroubled(later)).toBe(true);
    expect(later.environments[0]?.trains?.missed).toHaveLength(1);
  });
});

describe("the program", () => {
  const { write, read, lockstep, migration } = useProgramDesk();

  it("writes the calendar, freezes and refuses without a database", async () => {
    const nowhere = { PRODUCTION_DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
    write("lockstep.config.json", JSON.stringify({ cadence: weekly }));
    migration("20261101000000_a.sql", "create table a (id int);\n");
    const calendar = await lockstep(["schedule", "ics", "--out", "trains.ics"], nowhere);
    expect(calendar).toMatchObject({ code: 0 });
    expect(read("trains.ics")).toMatch(
      /^BEGIN:VCALENDAR\r\n[\s\S]*METHOD:PUBLISH\r\n[\s\S]*BEGIN:VEVENT\r\n[\s\S]*END:VCALENDAR\r\n$/,
    );
    const freezing = ["schedule", "freeze", "production", "--reason", "trade fair"];
    expect(await lockstep(freezing, nowhere)).toMatchObject({ code: 3, stderr: expect.stringContaining("--confirm production") });
    const frozen = await lockstep([...freezing, "--confirm", "production"], nowhere);
    expect(frozen).toMatchObject({ code: 0, stdout: expect.stringContaining("not in the journal") });
    expect(await lockstep(["new", "more"], nowhere)).toMatchObject({ code: 3, stderr: expect.stringContaining("FROZEN") });
    expect((await lockstep(["new", "more", "--critical", "--reason", "leak"], nowhere)).code).toBe(0);
    const shown = await lockstep(["schedule", "--format", "json"], nowhere);
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.stdout).data).toMatchObject({
      environment: "production",
      freeze: { source: "evidence" },
      isConfigured: true,
    });
    expect((await lockstep(["schedule", "freeze", "production"], nowhere)).code).toBe(4);
  });
});
