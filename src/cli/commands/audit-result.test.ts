import { expect, it } from "vitest";
import { exampleReport, inSyncReport } from "../../../test/support/parity-example.ts";
import { auditResult } from "./audit-result.ts";

const lowOnly = {
  ...exampleReport,
  parity: [],
  notCompared: [],
  changes: exampleReport.changes.filter((change) => change.risk === "low"),
};

it("answers no on drift, and on what could not be seen", () => {
  expect(auditResult([inSyncReport], [], null).exitCode).toBe(0);
  expect(auditResult([inSyncReport, exampleReport], [], null).exitCode).toBe(2);
  const unseen = { ...inSyncReport, notCompared: [{ what: "x", why: "no right", forWantOfRights: true }] };
  expect(auditResult([unseen], [], "high").exitCode).toBe(2);
});

it("lets differences under the threshold pass, but no check that differs", () => {
  expect(auditResult([lowOnly], [], null).exitCode).toBe(2);
  expect(auditResult([lowOnly], [], "medium").exitCode).toBe(0);
  expect(auditResult([lowOnly], [], "low").exitCode).toBe(2);
  expect(auditResult([{ ...lowOnly, changes: [], parity: exampleReport.parity }], [], "high").exitCode).toBe(2);
});

it("answers no on high findings, and on lower ones when asked", () => {
  const finding = { rule: "r", level: "medium" as const, message: "m" };
  expect(auditResult([inSyncReport], [finding], null).exitCode).toBe(0);
  expect(auditResult([inSyncReport], [finding], "medium").exitCode).toBe(2);
  expect(auditResult([inSyncReport], [{ ...finding, level: "high" }], null).exitCode).toBe(2);
});

it("has one object for a pair and a list for several", () => {
  expect(auditResult([exampleReport], [], null).data).toBe(exampleReport);
  expect(auditResult([inSyncReport, exampleReport], [], null).data).toEqual({ pairs: [inSyncReport, exampleReport] });
});
