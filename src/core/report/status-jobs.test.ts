import { expect, it } from "vitest";
import type { OpenJob } from "../backfill/open-job.ts";
import { jobNotes } from "./status-jobs.ts";

const job: OpenJob = {
  name: "lower",
  kind: "backfill",
  standing: "stopped",
  reason: null,
  actor: "ana",
  startedAt: "2026-11-20T10:00:00.000Z",
  openQuarantine: 0,
};
const told = (more: Partial<OpenJob>) =>
  jobNotes({ environment: "staging", protected: false, jobs: [{ ...job, ...more }] }).map(({ text, fix }) => [text, fix]);

it("names the command that goes on with a job of each kind", () => {
  expect(told({})).toEqual([
    ["staging: backfill lower of 2026-11-20 by ana is not done, and nobody runs it", "lockstep backfill run lower --env staging"],
  ]);
  expect(told({ kind: "verify" })[0]?.[1]).toBe("lockstep backfill verify lower --env staging");
  expect(told({ kind: "encryption" })[0]?.[1]).toBe("lockstep encrypt run lower --env staging");
  expect(told({ kind: "decryption" })[0]?.[1]).toBe("lockstep encrypt decrypt lower --env staging");
});

it("names a protected environment where it is asked for", () => {
  const fix = (kind: string) => jobNotes({ environment: "live", protected: true, jobs: [{ ...job, kind }] })[0]?.fix;
  expect(fix("backfill")).toBe("lockstep backfill run lower --env live --confirm live");
  expect(fix("decryption")).toBe("lockstep encrypt decrypt lower --env live --confirm live");
  expect(fix("verify")).toBe("lockstep backfill verify lower --env live");
  expect(fix("verify-encryption")).toBe("lockstep encrypt verify lower --env live");
});

it("says why a job is paused, how many rows wait, and asks nothing of a job that runs", () => {
  expect(told({ standing: "paused", reason: "sale today" })).toEqual([
    ["staging: backfill lower is paused (sale today)", "lockstep backfill resume lower --env staging"],
  ]);
  expect(told({ standing: "blocked", openQuarantine: 2 })).toEqual([
    ["staging: backfill lower waits for a decision about 2 rows", "lockstep backfill status lower --env staging"],
  ]);
  expect(told({ standing: "blocked", kind: "encryption", openQuarantine: 1 })[0]?.[1]).toContain("encrypt run");
  expect(told({ standing: "running" })).toEqual([["staging: backfill lower is running", null]]);
});
