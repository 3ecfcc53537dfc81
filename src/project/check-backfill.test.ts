/** A job's file is plain TypeScript or JavaScript: what it exports is looked at, part by part. */

import { expect, test } from "vitest";
import { checkBackfill } from "./check-backfill.ts";

const file = { name: "names", file: "db/jobs/names.ts", checksum: "sha256:0" };
const job = { kind: "backfill", table: "public.users", set: { name: "trim(name)" } };

test("a job with every part that there is passes", () => {
  const whole = { where: "name <> trim(name)", batchMs: 80, windows: ["22:00-06:00"], triggers: { stamp: "skip" }, throttle: {} };
  expect(checkBackfill({ ...file, definition: { ...job, ...whole } }, "dev")).toMatchObject(whole);
});

test("a part that nobody reads is refused, since a misspelt where would change every row", () => {
  const misspelt = { ...file, definition: { ...job, wher: "name <> trim(name)" } };
  expect(() => checkBackfill(misspelt, "dev")).toThrow(
    expect.objectContaining({
      code: "JOB_INVALID",
      hint: 'Did you mean "where"?',
      message: 'db/jobs/names.ts: a job has no "wher".',
    }),
  );
});

test("a job that is another command's is refused with that command", () => {
  const encryption = { ...file, definition: { kind: "encryption", table: "public.users" } };
  expect(() => checkBackfill(encryption, "production")).toThrow(
    expect.objectContaining({ code: "JOB_INVALID", hint: "lockstep encrypt run names --env production" }),
  );
});
