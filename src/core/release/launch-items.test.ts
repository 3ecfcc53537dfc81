import { describe, expect, it } from "vitest";
import { auditedDaily, dailyAudits } from "./launch-audits.ts";
import { loadTested } from "./launch-load.ts";
import { freezeKept, type LaunchMigration, pendingDocumented } from "./launch-migrations.ts";
import { launchRecord, type StoredLaunch } from "./launch-record.ts";
import { lastChecked, statementFor } from "./launch-statement.ts";
import { watchedWell } from "./launch-watched.ts";

const opens = "2026-02-15T05:00:00.000Z";
const migration = (file: string, part: Partial<LaunchMigration> = {}): LaunchMigration => ({
  file,
  version: file.replace(/_.*/, ""),
  checksum: `sha256:${file}`,
  risk: "low",
  kind: "schema",
  isApplied: false,
  firstSeq: null,
  ...part,
});
const history = (...migrations: readonly LaunchMigration[]) => ({
  environment: "production",
  migrations,
  disagreements: [],
  head: { seq: 9, hash: "sha256:9" },
});
const listed = (at: string, files: readonly string[], seq = 5): StoredLaunch => ({
  at,
  record: {
    launch: "2026-03-15",
    database: "d",
    act: "documented",
    head: { seq, hash: `sha256:${seq}` },
    pending: files.map((file) => ({ file, checksum: `sha256:${file}`, risk: "low" })),
  },
});

describe("the freeze", () => {
  const nobody = new Map<string, { by: string | null; reason: string }>();

  it("takes a name by its moment, and one with a day alone by that day", () => {
    const state = (file: string) => freezeKept(history(migration(file)), { opens, documented: [], critical: nobody }).state;
    expect(state("20260215045959_a.sql")).toBe("proven");
    expect(state("20260215050000_a.sql")).toBe("open");
    expect(state("20260214_a.sql")).toBe("proven");
    expect(state("20260215_a.sql")).toBe("open");
    expect(state("0042_a.sql")).toBe("proven");
  });

  it("knows what the first list did not: a name that lies, a number, a file that is applied already", () => {
    const documented = [
      listed("2026-02-17T00:00:00.000Z", ["0001_a.sql", "0002_b.sql"]),
      listed("2026-02-15T06:00:00.000Z", ["0001_a.sql"]),
    ];
    const why = (one: LaunchMigration) => freezeKept(history(one), { opens, documented, critical: nobody });
    expect(why(migration("0001_a.sql")).state).toBe("proven");
    expect(why(migration("0002_b.sql"))).toMatchObject({ state: "open", why: expect.stringContaining("0002_b.sql came") });
    expect(why(migration("0003_c.sql", { isApplied: true, firstSeq: 7 })).state).toBe("open");
    expect(why(migration("0000_z.sql", { isApplied: true, firstSeq: 5 })).state).toBe("proven");
    const critical = new Map([["0002_b.sql", { by: "ana", reason: "tokens leak" }]]);
    expect(freezeKept(history(migration("0002_b.sql")), { opens, documented, critical }).why).toContain("(tokens leak)");
  });

  it("wants each text of what is pending on a list", () => {
    const documented = [listed("2026-02-15T06:00:00.000Z", ["0001_a.sql"])];
    expect(pendingDocumented(history(migration("0001_a.sql")), documented).state).toBe("proven");
    expect(pendingDocumented(history(migration("0001_a.sql", { checksum: "sha256:other" })), documented).state).toBe("open");
    expect(pendingDocumented(history(), []).fix).toBe("lockstep launch check");
  });
});

describe("the daily audit", () => {
  const audit = (at: string, part: object = {}) => ({ at, data: { source: "dev", hotFixes: [], ...part } });
  const days = { from: "2026-03-06", until: "2026-03-15", zone: "America/New_York", database: "d" };

  it("counts days of the team's calendar, also in the night in which clocks change", () => {
    const now = new Date("2026-03-09T03:59:59Z"); // 23:59:59 on the 8th, an hour of which there was none
    const audits = [audit("2026-03-09T03:30:00.000Z"), audit("2026-03-08T04:59:00.000Z"), audit("2026-03-06T12:00:00.000Z")];
    expect(dailyAudits(audits, { ...days, now })).toEqual({ days: 3, missing: [] });
    expect(dailyAudits(audits, { ...days, now: new Date("2026-03-09T04:00:00Z") })).toEqual({ days: 4, missing: ["2026-03-09"] });
  });

  it("does not count one of another database, of nothing, of tomorrow, or what is none", () => {
    const now = new Date("2026-03-06T20:00:00Z");
    const none = [
      audit("2026-03-06T12:00:00.000Z", { database: "other" }),
      audit("2026-03-06T12:00:00.000Z", { source: null }),
      audit("2026-03-06T21:00:00.000Z"),
      { at: "2026-03-06T12:00:00.000Z", data: { passed: true } },
    ];
    const found = dailyAudits(none, { ...days, now });
    expect(found.missing).toEqual(["2026-03-06"]);
    expect(auditedDaily(found, "2026-03-06")).toMatchObject({ state: "open", fix: "lockstep launch check daily-audit" });
    expect(auditedDaily(found, "2026-03-07").fix).toBeNull();
  });
});

describe("what people say", () => {
  const said = {
    launch: "2026-03-15",
    item: "encryption" as const,
    database: "d",
    act: "attested" as const,
    name: "ana",
    reason: "done",
  };
  const occasion = {
    launch: "2026-03-15",
    database: "d",
    now: new Date("2026-02-25T12:00:00Z"),
    opens: "2026-02-22T05:00:00.000Z",
  };
  const why = (at: string, part: object = {}) =>
    statementFor([{ at, record: { ...said, ...part } }], "encryption", "attested", occasion).why;

  it("holds for this launch and database, in its week, and not before it was said", () => {
    expect(
      statementFor([{ at: "2026-02-24T12:00:00.000Z", record: said }], "encryption", "attested", occasion).found?.record.name,
    ).toBe("ana");
    expect(why("2026-02-24T12:00:00.000Z", { launch: "2026-03-01" })).toContain("the launch of 2026-03-01");
    expect(why("2026-02-24T12:00:00.000Z", { database: null })).toContain("another database");
    expect(why("2026-02-20T12:00:00.000Z")).toContain("before its week began");
    expect(why("2026-02-25T12:06:00.000Z")).toContain("still to come");
  });

  it("is none without a name, a reason, or an end where one is needed", () => {
    expect(launchRecord(said)).toEqual(said);
    expect(launchRecord({ ...said, name: " " })).toBeNull();
    expect(launchRecord({ ...said, reason: "" })).toBeNull();
    expect(launchRecord({ ...said, act: "waived" })).toBeNull();
    expect(launchRecord({ ...said, act: "waived", until: "soon" })).toBeNull();
    expect(launchRecord({ ...said, item: "everything" })).toBeNull();
    expect(launchRecord({ ...said, act: "documented", head: null, pending: [{ file: "a.sql" }] })).toBeNull();
  });

  it("tells of a road that is over what its last check saw", () => {
    const items = [{ item: "parity" as const, state: "proven" as const, why: "the same" }];
    const record = { launch: "2026-03-15", database: "d", act: "checked" as const, items };
    const after = { ...occasion, now: new Date("2026-03-20T12:00:00Z"), ends: "2026-03-16T04:00:00.000Z" };
    expect(lastChecked([{ at: "2026-03-15T12:00:00.000Z", record }], "parity", after)).toMatchObject({
      state: "proven",
      why: "the same (checked on 2026-03-15)",
    });
    expect(lastChecked([{ at: "2026-03-16T12:00:00.000Z", record }], "parity", after).state).toBe("open");
  });
});

describe("runs of another day", () => {
  const figures = (p95: number) => ({
    due: 10,
    good: 10,
    failed: 0,
    unsent: 0,
    errorRate: 0,
    latency: { p50: 1, p95, p99: p95, max: p95 },
  });
  const run = (at: string, p95: number, part: object = {}) => ({
    at,
    data: {
      digest: "load",
      rate: 5,
      seconds: 2,
      sessions: 1,
      throughput: 5,
      all: figures(p95),
      steps: [],
      errors: [],
      isBaseline: false,
      ...part,
    },
  });
  const wish = {
    digest: "load",
    tolerance: { p95: 0.25, errors: 0.01 },
    opens: "2026-03-08T05:00:00.000Z",
    now: new Date("2026-03-10T00:00:00Z"),
  };

  it("compares the newest run of this load with the baseline before it, whatever the run says of itself", () => {
    const baseline = run("2026-03-01T00:00:00.000Z", 20, { isBaseline: true });
    const judged = (...runs: readonly ReturnType<typeof run>[]) => loadTested([{ environment: "staging", runs }], wish);
    expect(judged(run("2026-03-09T00:00:00.000Z", 21), baseline).state).toBe("proven");
    expect(judged(run("2026-03-09T00:00:00.000Z", 90), baseline).why).toContain("95 %");
    expect(judged(run("2026-03-09T00:00:00.000Z", 21, { digest: "other" }), baseline).state).toBe("open");
    expect(judged(run("2026-03-07T00:00:00.000Z", 21), baseline).why).toContain("the last time on 2026-03-07");
    expect(judged(run("2026-03-11T00:00:00.000Z", 21), baseline).state).toBe("open");
    expect(judged(run("2026-03-09T00:00:00.000Z", 21)).fix).toBe("lockstep load staging --baseline");
    // the baseline was made afterwards
    expect(judged(run("2026-03-09T12:00:00.000Z", 90, { isBaseline: true }), run("2026-03-09T00:00:00.000Z", 90)).state).toBe(
      "open",
    );
  });

  it("takes the newest watch of launch day, long enough, and of what was deployed", () => {
    const day = {
      environment: "production",
      opens: "2026-03-15T04:00:00.000Z",
      closes: "2026-03-16T04:00:00.000Z",
      minutes: 15,
      now: new Date("2026-03-15T18:00:00Z"),
    };
    const seen = (from: string, until: string, kind = "go") => ({
      at: until,
      data: { kind, from, until, looks: 9, reasons: [{ message: "deadlocks" }] },
    });
    const judged = (deployedAt: string | null, ...watches: readonly ReturnType<typeof seen>[]) =>
      watchedWell(watches, { ...day, deployedAt });
    const good = seen("2026-03-15T14:00:00.000Z", "2026-03-15T14:15:00.000Z");
    expect(judged("2026-03-15T14:05:00.000Z", good).state).toBe("proven");
    expect(judged(null, good).fix).toBe("lockstep launch check deployed");
    expect(judged("2026-03-15T15:00:00.000Z", good).why).toContain("before the deployment");
    expect(
      judged("2026-03-15T14:05:00.000Z", seen("2026-03-15T16:00:00.000Z", "2026-03-15T16:01:00.000Z", "stop"), good).why,
    ).toContain("deadlocks");
    expect(judged("2026-03-15T14:05:00.000Z", seen("2026-03-15T14:06:00.000Z", "2026-03-15T14:07:00.000Z")).why).toContain(
      "1 of 15 minutes",
    );
    expect(judged("2026-03-15T04:05:00.000Z", seen("2026-03-15T03:50:00.000Z", "2026-03-15T04:10:00.000Z")).state).toBe("open");
    expect(judged("2026-03-15T14:05:00.000Z", seen("2026-03-15T20:00:00.000Z", "2026-03-15T20:15:00.000Z")).state).toBe("open");
  });
});
