import { describe, expect, it } from "vitest";
import { cadenceAdvice } from "../release/cadence-advice.ts";
import { trainDurations } from "../release/train-durations.ts";
import { displayWidth } from "./display-width.ts";
import { freezeText, sampleText } from "./schedule-acts-text.ts";
import { scheduleMarkdown } from "./schedule-markdown.ts";
import type { ScheduleReport } from "./schedule-report.ts";
import { scheduleText } from "./schedule-text.ts";
import { plainStyle } from "./text-style.ts";

const window = { opens: "2026-11-27T17:00:00.000Z", closes: "2026-11-27T18:00:00.000Z" };
const durations = trainDurations([], [4_000]);
const batch = { tables: ["teams", "members"], files: ["20261101000000_teams.sql"], command: null, oversized: null };
const report: ScheduleReport = {
  environment: "production",
  cadence: {
    every: "month",
    on: "last friday",
    window: "17:00-18:00",
    zone: "Europe/London",
    batch: { tables: 2, migrations: null },
    blackout: [],
  },
  isConfigured: false,
  launch: { date: "2027-03-01", daysLeft: 98, freezeFrom: "2027-02-01" },
  advice: cadenceAdvice({ daysUntilLaunch: 98, trains: { weekly: 14, monthly: 3 }, files: 2, batches: 2, durations }),
  durations,
  open: window,
  next: [],
  skipped: [{ day: "2027-03-28", window: null, skipped: "clock-change" }],
  freeze: {
    since: "2026-11-20T10:00:00.000Z",
    until: "2026-12-01",
    why: "ada froze it: fair",
    liftedBy: "Ada lifts it.",
    source: "journal",
  },
  trains: { overdue: { window, files: ["a.sql", "b.sql"] }, missed: [] },
  batches: [batch],
  timeline: {
    entries: [{ train: 1, window, batch }],
    free: 1,
    unplaced: [{ batch: { ...batch, files: [], command: "lockstep new x" }, why: "there is no window left before the launch" }],
  },
  quiet: {
    days: 7,
    zone: "Europe/London",
    quietest: [{ hour: "Sun 04:00", perSecond: 0.1 }],
    busiest: [],
    window: { isQuiet: false, rank: 120, of: 168 },
  },
  notSeen: ["dev could not be asked."],
};

describe("scheduleText", () => {
  const text = scheduleText(report, { ...plainStyle, width: 60 });

  it("fits sixty columns", () => {
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it("says what is proposed, measured, frozen, overdue and not placed", () => {
    const flat = text.replaceAll(/\s+/g, " ");
    for (const told of [
      "production: every last Friday of the month 17:00-18:00 (Europe/London) (a proposal: no cadence is configured)",
      "the window is open: Fri 27 Nov 2026 17:00-18:00",
      "no window comes",
      "launch: 2027-03-01, 98 days left; new migrations are frozen from 2027-02-01",
      "! frozen since 2026-11-20 until 2026-12-01: ada froze it: fair. Ada lifts it.",
      "overdue: no train came on Fri 27 Nov 2026, and 2 migrations waited",
      "no window on 2027-03-28: the clocks jump over it",
      "does not lie in the quiet third of the week: 120 of 168 hours are quieter (measured for 7 days); quietest: Sun 04:00",
      "apply 4 s (measured, 1 batch)",
      "audit 5 min (estimate)",
      "launch-day 12 h 12 h or more high",
      "Train 1 Fri 27 Nov 2026 teams, members 20261101000000_teams.sql",
      "! teams, members: there is no window left before the launch",
      "1 window is free until the launch.",
      "! dev could not be asked.",
    ])
      expect(flat).toContain(told);
  });

  it("says the same in Markdown", () => {
    const markdown = scheduleMarkdown(report);
    expect(markdown).toContain("| 1 | Fri 27 Nov 2026 | teams, members | `20261101000000_teams.sql` |");
    expect(markdown).toContain("there is no window left before the launch");
  });
});

describe("freezeText", () => {
  it("says where a freeze stands, and what its lack in the journal means", () => {
    const frozen = {
      environment: "production",
      act: "freeze",
      evidence: "e.json",
      journal: { seq: 4 },
      notInJournal: null,
      freeze: report.freeze,
    } as const;
    expect(freezeText(frozen, plainStyle)).toContain("journal: #4\n");
    const apart = { ...frozen, act: "unfreeze", journal: null, notInJournal: "it did not answer", freeze: null } as const;
    const text = freezeText(apart, plainStyle).replaceAll(/\s+/g, " ");
    expect(text).toContain("production is not frozen as far as git knows.");
    expect(text).toContain("lift it again");
  });
});

describe("sampleText", () => {
  it("counts samples and says that nothing is measured yet", () => {
    const sample = { at: "2026-11-23T12:00:00.000Z", transactions: 1, rowsWritten: 2 };
    expect(sampleText({ environment: "production", sample, evidence: "e.json", samples: 3, quiet: null }, plainStyle)).toContain(
      "sample 3 of its traffic",
    );
  });
});
