import { describe, expect, it } from "vitest";
import { type LaunchItemId, launchPlan } from "../release/launch-plan.ts";
import { launchStanding } from "../release/launch-standing.ts";
import type { LaunchVerdict } from "../release/launch-verdict.ts";
import { displayWidth } from "./display-width.ts";
import { launchMarkdown, launchPlanMarkdown } from "./launch-markdown.ts";
import { launchCheckText, launchPlanText, launchStatusText, launchVouchedText } from "./launch-text.ts";
import { launchWatchText } from "./launch-watch-text.ts";
import type { LaunchReport } from "./launch-words.ts";
import { plainStyle } from "./text-style.ts";

const narrow = { ...plainStyle, width: 60 };
const plan = launchPlan("2026-03-15", "America/New_York");
const facts = { environment: "production", now: new Date("2026-02-23T12:00:00Z"), database: "d", records: [] };
const open = { state: "open" as const, why: "a | b.sql waits", fix: "lockstep sync production" };
const proven = { state: "proven" as const, why: "it is so", fix: null };
const report: LaunchReport = {
  ...launchStanding(plan, {
    ...facts,
    verdicts: new Map<LaunchItemId, LaunchVerdict>([
      ["freeze", proven],
      ["daily-audit", { ...open, why: "no audit on 2026-02-18", fix: null }],
      ["pending-documented", proven],
      ["pending-applied", open],
      ["encryption", { state: "not-applicable", why: "there is no job", fix: null }],
      ["parity", proven],
    ]),
  }),
  environment: "production",
  date: "2026-03-15",
  zone: "America/New_York",
  freeze: null,
  evidence: [],
  notSeen: ["dev could not be asked."],
};

describe("the texts of the launch", () => {
  it("fit sixty columns", () => {
    const watch = {
      kind: "stop" as const,
      reasons: [{ signal: "deadlocks", value: 1, limit: 0, message: "deadlocks: 1, more than 0 in 2 of the last 3 looks" }],
      unseen: [],
      from: "2026-03-15T14:00:00.000Z",
      until: "2026-03-15T14:01:00.000Z",
      looks: 3,
      baseline: {},
      signals: [],
      blindTo: [],
      environment: "production",
      evidence: "e.json",
      next: [{ label: "what going back would take and lose", command: "lockstep rollback production --dry-run" }],
    };
    const vouched = {
      environment: "production",
      item: "deployed",
      title: "Code deployed",
      act: "attested" as const,
      name: "ana",
      until: null,
      doesNotProve: "that it runs everywhere",
      evidence: "e.json",
    };
    const texts = [
      launchPlanText(plan, narrow),
      launchStatusText(report, narrow),
      launchCheckText(report, narrow),
      launchWatchText(watch, narrow),
      launchVouchedText(vouched, narrow),
    ];
    for (const line of texts.join("").split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(texts[3]).toContain("Nothing was undone. Next:\n  lockstep rollback production --dry-run");
  });

  it("say in status only what somebody has to do, the late first, and how it is let pass", () => {
    const text = launchStatusText(report, plainStyle);
    expect(text).toContain("✗ production: Launch in 20 days: 3 of 13 ready, 1 late, 1 open (2026-03-15)");
    expect(text).toContain("daily-audit        late: no audit on 2026-02-18\n      → lockstep launch check daily-audit --waive");
    expect(text.indexOf("daily-audit")).toBeLessThan(text.indexOf("pending-applied"));
    expect(text).toContain("pending-applied    open, due 2026-02-28: a | b.sql waits\n      → lockstep sync production\n");
    expect(text).not.toContain("parity ");
    expect(text).toContain("next: Week -2: data migration, from 2026-03-01: data-migrated, encrypted-readable, critical-flows");
    expect(text).toContain("! dev could not be asked.");
    expect(launchStatusText(report, { ...plainStyle, isQuiet: true }).split("\n")).toHaveLength(2);
  });

  it("say in check what each item does not prove", () => {
    expect(launchCheckText(report, plainStyle)).toContain(
      "parity             proven: it is so\n      does not prove anything of the rows",
    );
    expect(launchCheckText(report, plainStyle)).toContain("load               waits: its time begins on 2026-03-08");
  });

  it("are tables and lists in Markdown", () => {
    expect(launchMarkdown(report)).toContain(
      "|   | Every pending migration applied (`pending-applied`) | 2026-02-28 | open | a \\| b.sql waits<br>→ `lockstep sync production` |  |",
    );
    expect(launchPlanMarkdown(plan)).toContain("### Week -1: final verification (2026-03-08 to 2026-03-14)");
  });
});
