import { expect, it } from "vitest";
import { type JobRunReport, jobRunText, jobStatusText } from "./job-text.ts";
import { plainStyle } from "./text-style.ts";

const report: JobRunReport = {
  job: "lower",
  environment: "live",
  isProtected: true,
  table: "public.users",
  run: { startedAt: "2026-11-20T10:00:00.000Z", actor: "ana" } as JobRunReport["run"], // the rest of a run is not shown here
  totals: { read: 9, written: 8, openQuarantine: 1, quarantined: 1 } as unknown as JobRunReport["totals"], // as above
  ending: "blocked",
  isResumed: false,
  here: { read: 9, written: 8, batches: 1, seconds: 0.1 },
  stillAsking: 0,
  quarantine: [],
  grownBytes: 0,
  walBytes: null,
  throttled: [],
};
const style = { ...plainStyle, width: 200 };

it("names a protected environment in the lines that change its rows, and in no other", () => {
  const blocked = jobRunText(report, style);
  expect(blocked).toContain("lockstep backfill run lower --env live --confirm live --retry-quarantine");
  expect(blocked).toContain("lockstep backfill run lower --env live --confirm live --accept-quarantine");
  expect(jobRunText({ ...report, ending: "interrupted" }, style)).toContain("run lower --env live --confirm live\n");
  expect(jobRunText({ ...report, ending: "done" }, style)).toContain("prove it: lockstep backfill verify lower --env live\n");
  expect(jobRunText({ ...report, isProtected: false }, style)).not.toContain("--confirm");
});

it("tells jobs of encryption from those that backfill runs", () => {
  const text = jobStatusText({ environment: "dev", jobs: [], neverRan: ["lower"], neverEncrypted: ["tokens"] }, style);
  expect(text).toContain("  never ran here: lower\n");
  expect(text).toContain("  encryption, never ran here: tokens (lockstep encrypt run JOB --env dev)\n");
});

it("measures by an estimate only what is under way", () => {
  const run = { name: "lower", kind: "verify", state: "open", rows: 1_000, reason: null } as unknown as JobRunReport["run"]; // as above
  const totals = { ...report.totals, read: 600, wrong: 0, chunks: 4, workers: [], quarantined: 0 };
  const line = (chunksDone: number) => {
    const jobs = [{ run, totals: { ...totals, chunksDone }, quarantine: [] }];
    return jobStatusText({ environment: "dev", jobs, neverRan: [], neverEncrypted: [] }, style);
  };
  expect(line(3)).toContain("600 rows read (about 60 %), 8 written, 3 of 4 chunks");
  expect(line(4)).toContain("600 rows read, 8 written, 4 of 4 chunks");
});
