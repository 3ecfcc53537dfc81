/**
 * The road to launch, walked with a clock of its own from the week before the freeze to the day after, across a change of the clocks: each
 * item turns green by its evidence and by nothing else, late ones are named, and what is forged turns nothing green.
 */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LaunchItemId } from "../../src/core/release/launch-plan.ts";
import { displayWidth } from "../../src/core/report/display-width.ts";
import { launchMarkdown } from "../../src/core/report/launch-markdown.ts";
import { launchCheckText, launchStatusText } from "../../src/core/report/launch-text.ts";
import { plainStyle } from "../../src/core/report/text-style.ts";
import { readEvidence, saveEvidence } from "../../src/project/evidence.ts";
import { apply } from "../../src/workflows/apply.ts";
import { noConsent } from "../../src/workflows/consent.ts";
import { identify } from "../../src/workflows/identify.ts";
import { checkLaunch, type LaunchOutcome, notifyLaunch } from "../../src/workflows/launch.ts";
import { vouchForLaunch } from "../../src/workflows/launch-vouch.ts";
import { launchWatch } from "../../src/workflows/launch-watch.ts";
import { load } from "../../src/workflows/load.ts";
import { newMigration } from "../../src/workflows/new-migration.ts";
import { smoke } from "../../src/workflows/smoke.ts";
import { smokeFaults } from "../../src/workflows/smoke-faults.ts";
import { sync } from "../../src/workflows/sync.ts";
import { applyRequest, refusal, useApplyDesk } from "../support/apply-desk.ts";
import { openHttpWorld } from "../support/http-world.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { testedMajors } from "../support/tested-majors.ts";

const tool = "lockstep test";
const narrow = { ...plainStyle, width: 60 };
const friday = { every: "week", on: "friday", window: "17:00-18:00", zone: "America/New_York" };
const table = (name: string) =>
  `create table if not exists ${name} (id bigint primary key);\n\n-- Rollback:\n-- drop table if exists ${name};\n`;
const data =
  "-- lockstep: kind = data\ninsert into a values (1) on conflict do nothing;\n\n-- Rollback:\n-- delete from a where id = 1;\n";

function expectNarrow(text: string): void {
  for (const line of text.split("\n").filter((one) => !/evidence|lockstep /.test(one)))
    expect(displayWidth(line)).toBeLessThanOrEqual(60);
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useApplyDesk();
  const migrations = () => join(desk.folder(), "db/migrations");

  /** Three databases, the clock of this story, and the verbs that are used in it. */
  const world = async () => {
    const urls = {
      dev: await createDatabase(server()),
      staging: await createDatabase(server()),
      production: await createDatabase(server()),
    };
    const base = desk.context(urls);
    const context = { ...base, env: { ...base.env, STAGING_DATABASE_URL: urls.staging } };
    let at = 0;
    const clock = () => new Date(at);
    const time = { environment: null, clock, localClock: clock, tool };
    const sleep = async (ms: number) => {
      at += ms;
    };
    const check = (item: LaunchItemId | null = null) => checkLaunch({ ...time, item, keeps: true }, context);
    return {
      urls,
      context,
      clock,
      sleep,
      check,
      goTo: (moment: string) => {
        at = Date.parse(moment);
      },
      status: () => checkLaunch({ ...time, item: null, keeps: false }, context),
      say: (item: LaunchItemId, name: string, reason: string) =>
        vouchForLaunch({ ...time, item, act: "attested", name, reason, until: null }, context),
      waive: (item: LaunchItemId, name: string, reason: string, until: string) =>
        vouchForLaunch({ ...time, item, act: "waived", name, reason, until }, context),
      applyAll: (environment: string) => apply(applyRequest(environment, { predicts: false }), context),
    };
  };

  const stateOf = ({ items }: LaunchOutcome, id: LaunchItemId) => items.find((item) => item.id === id);
  const keep = (kind: "launch" | "load", at: string, environment: string, of: object) =>
    saveEvidence(migrations(), { kind, at, environment, data: of });

  it("walks from the week before the freeze to the day after the launch", async () => {
    const { urls, context, clock, sleep, check, goTo, status, say, waive, applyAll } = await world();
    mkdirSync(join(desk.folder(), "smoke"));
    mkdirSync(join(desk.folder(), "db/jobs"));
    writeFileSync(join(desk.folder(), "db/jobs/tokens.ts"), "// the job is run by hand for now\n");
    writeFileSync(join(desk.folder(), "smoke/a.sql"), "select id from a limit 1;\n");
    writeFileSync(join(desk.folder(), "load.sql"), "select count(*) from a;\n");
    const config = {
      cadence: friday,
      launch: { date: "2026-03-15" },
      checklist: { production: ["low-traffic"] },
      smoke: ["smoke/*.sql"],
      load: { rate: 20, seconds: 1, mix: [{ sql: "load.sql" }], tolerance: { p95: 1_000, errors: 0.5 } },
      watch: { every: 60, minutes: 5, signals: [{ name: "bad rows", sql: "select count(*) from a where id < 0", max: 0 }] },
    };
    desk.configure(config);
    desk.migration("20260105000000_a.sql", table("a"));
    desk.migration("20260112000000_fill.sql", data);
    for (const name of ["dev", "staging"]) await applyAll(name);
    await identify({ environment: "production", was: null, waitMs: 5_000, tool }, context);

    // week -5, up to its last second on the clocks of New York
    goTo("2026-02-15T04:59:59Z");
    const early = await status();
    expect(early).toMatchObject({
      daysLeft: 29,
      station: null,
      ready: { done: 0, of: 14 },
      blocking: [],
      late: [],
      next: { id: "week-4" },
    });
    expect(readdirSync(migrations())).not.toContain("evidence");
    expect(
      (await newMigration({ name: "before", kind: "schema", plan: null, isInteractive: false, now: clock() }, context)).files,
    ).toHaveLength(1);
    rmSync(join(migrations(), readdirSync(migrations()).find((name) => name.endsWith("before.sql")) ?? ""));

    // week -4: the freeze
    goTo("2026-02-15T05:00:00Z");
    expect((await status()).blocking).toEqual(["pending-documented"]);
    const first = await check();
    expect(first).toMatchObject({
      station: { id: "week-4" },
      ready: { done: 3, of: 14 },
      blocking: [],
      freeze: { source: "launch" },
    });
    expect(stateOf(first, "pending-documented")?.why).toContain("2 migrations pending, with their risk");
    expect(stateOf(first, "parity")).toMatchObject({ state: "waits", why: "its time begins on 2026-02-22" });
    const [documented] = (await readEvidence(migrations(), "launch", "production")).filter(({ data: of }) =>
      JSON.stringify(of).includes('"documented"'),
    );
    expect(documented?.data).toMatchObject({
      launch: "2026-03-15",
      pending: [{ file: "20260105000000_a.sql", risk: "low" }, {}],
    });
    expect(await check()).toMatchObject({ evidence: [] });
    expect(await refusal(say("encryption", "ana", "done"))).toMatchObject({
      code: "LAUNCH_REFUSED",
      message: expect.stringContaining("2026-02-22"),
    });
    const wish = { name: "leak", kind: "schema", plan: null, isInteractive: false } as const;
    for (const day of [16, 17]) {
      goTo(`2026-02-${day}T12:00:00Z`);
      expect(stateOf(await check("daily-audit"), "daily-audit")?.why).toBe(
        `${day - 14} of ${day - 14} days since the freeze began`,
      );
    }
    expect((await refusal(newMigration({ ...wish, now: clock() }, context))).code).toBe("FROZEN");
    // a name may say any day: it was not there when the list was made
    desk.migration("20260106000000_sneaked.sql", table("sneaked"));
    expect(stateOf(await check("freeze"), "freeze")).toMatchObject({
      state: "open",
      why: expect.stringContaining("20260106000000_sneaked.sql"),
    });
    rmSync(join(migrations(), "20260106000000_sneaked.sql"));
    const critical = await newMigration({ ...wish, now: clock(), critical: "tokens leak" }, context);
    writeFileSync(join(desk.folder(), critical.files[0]?.path ?? ""), table("leak"));
    const withCritical = await check();
    expect(stateOf(withCritical, "freeze")).toMatchObject({ state: "proven", why: expect.stringContaining("(tokens leak)") });
    for (const name of ["dev", "staging"]) await applyAll(name);

    // week -3: the final sync, by its train
    goTo("2026-02-22T05:00:00Z");
    const third = await check();
    expect(third.blocking).toEqual(["pending-applied", "encryption", "parity"]);
    // four days without a look cannot be made up for
    expect(third.late).toEqual(["daily-audit"]);
    expect(stateOf(third, "daily-audit")).toMatchObject({
      why: "no audit on 2026-02-18, 2026-02-19, 2026-02-20 and 1 more",
      fix: null,
    });
    await waive("daily-audit", "jon", "everybody was ill", "2026-04-01");
    expect(stateOf(await check("daily-audit"), "daily-audit")).toMatchObject({
      state: "waived",
      doesNotProve: expect.stringContaining("no audit on"),
    });
    expect(await refusal(say("parity", "ana", "looks the same"))).toMatchObject({
      code: "LAUNCH_REFUSED",
      hint: expect.stringContaining("--waive --by NAME"),
    });
    goTo("2026-02-27T22:30:00Z");
    const train = await sync(
      {
        environment: "production",
        isDryRun: false,
        until: null,
        consent: { ...noConsent, confirm: "production" },
        rollsBackOnFailure: false,
        watchMs: 0,
        lockBudgetMs: 3_000,
        attempts: 3,
        waitMs: 5_000,
        tool,
        clock,
      },
      context,
    );
    expect(train).toMatchObject({ outcome: "done", applied: [{}, {}, {}] });
    goTo("2026-02-28T12:00:00Z");
    const synced = await check();
    expect(synced.blocking).toEqual(["encryption"]);
    expect(stateOf(synced, "parity")?.why).toBe("dev and production are the same");

    // what was said of another launch, of another database, or by a clock that is ahead, turns nothing green
    const [{ data: identified }] = (await readEvidence(migrations(), "launch", "production")) as unknown as [
      { data: { database: string } },
    ]; // the newest
    const forged = {
      act: "attested",
      item: "encryption",
      name: "eve",
      reason: "done",
      launch: "2026-03-15",
      database: identified.database,
    };
    await keep("launch", "2026-02-28T12:00:00.000Z", "production", { ...forged, launch: "2026-04-01" });
    expect(stateOf(await status(), "encryption")?.why).toContain("about the launch of 2026-04-01");
    await keep("launch", "2026-02-28T12:00:01.000Z", "production", {
      ...forged,
      database: "6f0e3a30-0000-4000-8000-000000000000",
    });
    expect(stateOf(await status(), "encryption")?.why).toContain("about another database");
    await keep("launch", "2027-01-01T00:00:00.000Z", "production", forged);
    expect(stateOf(await status(), "encryption")).toMatchObject({ state: "open", why: expect.stringContaining("still to come") });
    await keep("launch", "2026-02-28T12:00:02.000Z", "staging", forged);
    await keep("launch", "2026-02-28T12:00:03.000Z", "production", {
      ...forged,
      act: "checked",
      items: [{ item: "parity", state: "proven", why: "trust me" }],
    });
    await execSql(urls.production, "create table by_hand (id int)");
    expect(stateOf(await status(), "parity")).toMatchObject({ state: "open", why: expect.stringContaining("2 differences") });
    await execSql(urls.production, "drop table by_hand");

    // week -2, and the week before is not closed
    goTo("2026-03-01T05:00:00Z");
    const late = await status();
    expect(late).toMatchObject({ late: ["encryption"], blocking: ["encrypted-readable", "critical-flows"] });
    const text = launchStatusText(late, narrow);
    expectNarrow(text);
    expect(text).toContain("production: Launch in 14 days: 6 of 14 ready, 1 late, 2");
    expect(text).toContain("✗ encryption         late:");
    expect(text).toContain("next: Week -1: final verification");
    await say("encryption", "ana", "db/jobs/tokens.ts, 1200 rows");
    await say("encrypted-readable", "ana", "read each row");
    goTo("2026-03-02T12:00:00Z");
    expect((await check()).blocking).toEqual(["critical-flows"]);
    await smokeFaults({ environment: "production", clock }, context);
    expect(stateOf(await check("critical-flows"), "critical-flows")?.why).toContain("never run on staging");
    goTo("2026-02-27T12:00:00Z");
    await smoke({ environment: "staging", only: [], clock }, context);
    goTo("2026-03-02T12:30:00Z");
    expect(stateOf(await check("critical-flows"), "critical-flows")?.why).toContain("before this week");
    await smoke({ environment: "staging", only: [], clock }, context);
    const flows = await check();
    expect(flows).toMatchObject({ blocking: [], late: [] });
    expect(stateOf(flows, "encryption")).toMatchObject({
      state: "attested",
      why: "ana on 2026-03-01: db/jobs/tokens.ts, 1200 rows",
    });
    expect(stateOf(flows, "data-migrated")?.why).toBe("1 migration of data applied");
    // week -1 begins an hour of clocks before they change
    goTo("2026-03-08T04:59:59Z");
    expect((await status()).station?.id).toBe("week-2");
    goTo("2026-03-08T05:00:00Z");
    const fourth = await check();
    expect(fourth.station?.id).toBe("week-1");
    expect(fourth.blocking).toEqual(["full-smoke", "load"]);
    expect(stateOf(fourth, "rollback-tested")).toMatchObject({ state: "proven", why: expect.stringContaining("leak.sql") });
    goTo("2026-03-09T12:00:00Z");
    await smoke({ environment: "production", only: [], clock }, context);
    const bear = (isBaseline: boolean) =>
      load(
        {
          environment: "staging",
          confirm: null,
          askText: null,
          isBaseline,
          clock,
          now: () => performance.now(),
          sleep: (ms) => new Promise((done) => void setTimeout(done, ms)),
        },
        context,
      );
    await bear(true);
    expect(stateOf(await check("load"), "load")?.why).toContain("was not put on staging in this week");
    // of another load
    const [kept] = await readEvidence(migrations(), "load", "staging");
    await keep("load", "2026-03-09T12:00:01.000Z", "staging", {
      ...(kept?.data as object),
      isBaseline: false,
      digest: "sha256:other",
    }); // a record that was read
    expect(stateOf(await check("load"), "load")?.state).toBe("open");
    await sleep(2_000);
    await bear(false);
    const verified = await check();
    expect(verified).toMatchObject({ blocking: [], late: [], ready: { done: 12, of: 14 }, isDone: false });
    expectNarrow(launchCheckText(verified, narrow));

    // launch day, from its first minute, an hour earlier in UTC than the week before
    goTo("2026-03-15T04:00:00Z");
    const today = await check();
    expect(today).toMatchObject({ daysLeft: 0, station: { id: "launch-day" }, blocking: ["deployed", "watch-go"], late: [] });
    await say("deployed", "ana", "v1.2.3");
    await execSql(urls.production, "insert into a values (-1)");
    const watching = { environment: null, forMs: null, everyMs: null, clock, sleep };
    const stop = await launchWatch(watching, context);
    expect(stop).toMatchObject({
      kind: "stop",
      reasons: [{ signal: "bad rows" }],
      next: [{ command: "lockstep rollback production --dry-run" }, {}, {}, {}],
    });
    expect(stateOf(await check("watch-go"), "watch-go")?.why).toContain("says stop: bad rows");
    await execSql(urls.production, "delete from a where id < 0");
    await sleep(60_000);
    expect(await launchWatch({ ...watching, forMs: 120_000 }, context)).toMatchObject({ kind: "go" });
    expect(stateOf(await check("watch-go"), "watch-go")?.why).toContain("of 5 minutes");
    await sleep(60_000);
    await launchWatch(watching, context);
    const done = await check();
    expect(done).toMatchObject({ ready: { done: 14, of: 14 }, isDone: true, blocking: [], late: [] });
    expect(launchStatusText(done, narrow)).toContain("Celebrate");
    expect(
      launchMarkdown(done)
        .split("\n")
        .filter((line) => line.startsWith("| x |")),
    ).toHaveLength(14);

    // the day after: the road is told by what was seen on it, and life goes on
    goTo("2026-03-16T04:00:00Z");
    desk.migration("20260316000000_next.sql", table("next"));
    const after = await status();
    expect(after).toMatchObject({ daysLeft: -1, station: null, next: null, isDone: true, late: [], freeze: null });
    expect(stateOf(after, "pending-applied")?.why).toContain("(checked on 2026-03-15)");
    // moved: what was said and documented was about another launch
    desk.configure({ ...config, launch: { date: "2026-03-20" } });
    const moved = await status();
    expect(stateOf(moved, "encrypted-readable")).toMatchObject({
      state: "open",
      why: expect.stringContaining("about the launch of 2026-03-15"),
    });
    expect(stateOf(moved, "pending-documented")?.state).toBe("open");
  });

  it("tells the team in one line, and shows an environment that cannot be asked as open", async () => {
    const web = await openHttpWorld();
    desk.configure({ cadence: friday, launch: { date: "2026-03-15" }, notify: [{ kind: "http", url: web.url }] });
    const production = "postgres://nobody@127.0.0.1:1/none";
    const clock = () => new Date("2026-03-02T12:00:00Z");
    const context = desk.context({ production });
    const request = { environment: null, clock, localClock: clock, tool, item: null, keeps: false };
    const outcome = await checkLaunch(request, context);
    expect(outcome.late).toHaveLength(6);
    expect(outcome.blocking).toHaveLength(3);
    expect(outcome.notSeen[0]).toContain("production could not be asked");
    const { deliveries } = await notifyLaunch(outcome, clock, context);
    expect(deliveries).toMatchObject([{ service: "webhook", ok: true }]);
    const [notice] = await readEvidence(migrations(), "notice", "production");
    expect(notice?.data).toMatchObject({ kind: "launch", title: "Launch in 13 days: 0 of 14 ready, 6 late, 3 open" });
  });
});

describe("the program", () => {
  const { write, lockstep, migration } = useProgramDesk();
  const server = useServer(testedMajors().at(-1) ?? 18);
  const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it("plans, checks, refuses a word for what it can prove, and watches", async () => {
    const [dev, production] = [await createDatabase(server()), await createDatabase(server())];
    const env = { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: production };
    migration("20260105000000_a.sql", table("a"));
    expect(await lockstep(["launch"], env)).toMatchObject({ code: 4, stderr: expect.stringContaining("launch: {") });
    write("lockstep.config.json", JSON.stringify({ launch: { date: dayFromNow(25) } }));
    const plan = await lockstep(["launch", "plan"], env);
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining(`Launch day  ${dayFromNow(25)}`) });
    expect((await lockstep(["launch", "plan", "--format", "markdown"], env)).stdout).toContain("### Week -4: schema freeze");
    expect(await lockstep(["identify", "production", "--confirm", "production"], env)).toMatchObject({ code: 0 });
    const checked = await lockstep(["launch", "check", "--format", "json"], env);
    // nobody has looked on the first three days
    expect(checked).toMatchObject({ code: 2 });
    expect(JSON.parse(checked.stdout)).toMatchObject({
      data: { late: [], blocking: ["daily-audit"] },
      findings: [{ rule: "launch-daily-audit", level: "medium" }],
    });
    const until = dayFromNow(30);
    const waiver = ["launch", "check", "daily-audit", "--waive", "--by", "ana", "--reason", "we began late", "--until", until];
    expect(await lockstep(waiver, env)).toMatchObject({ code: 0, stdout: expect.stringContaining("ana lets pass daily-audit") });
    expect(await lockstep(["launch", "status"], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Launch in 25 days: 3 of 14 ready"),
    });
    expect(await lockstep(["launch", "check", "freeze", "--by", "ana", "--reason", "promised"], env)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("--waive"),
    });
    expect(await lockstep(["launch", "check", "fredom"], env)).toMatchObject({ code: 4 });
    const watched = await lockstep(["launch", "watch", "--for", "600ms", "--every", "200ms"], env);
    expect(watched).toMatchObject({ code: 0, stdout: expect.stringContaining("production: go") });
  });
});
