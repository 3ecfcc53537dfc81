import { expect, it } from "vitest";
import { exampleReport, inSyncReport } from "../../../test/support/parity-example.ts";
import { verdict } from "./verdict.ts";

it("counts what the target lacks, has too many, and has otherwise", () => {
  expect(verdict(exampleReport)).toEqual({
    status: "drift",
    text: "production differs from dev: lacks 9, has 2 too many, 3 differ",
  });
});

it("names the checks when only they differ", () => {
  const report = { ...exampleReport, changes: [], summary: inSyncReport.summary };
  expect(verdict(report).text).toBe("production differs from dev: same schema, other server version");
});

it("says no drift only when everything was seen", () => {
  expect(verdict(inSyncReport)).toEqual({ status: "in-sync", text: "no drift: production matches dev" });
  const unseen = { ...inSyncReport, notCompared: [{ what: "subscription", why: "no right", forWantOfRights: true }] };
  expect(verdict(unseen)).toEqual({ status: "unseen", text: "no drift in what could be seen: production and dev" });
  const told = { ...inSyncReport, notCompared: [{ what: "function (3)", why: "cannot be expressed" }] };
  expect(verdict(told).status).toBe("in-sync");
});
