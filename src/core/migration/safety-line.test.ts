import { expect, test } from "vitest";
import type { ObjectId } from "../catalog/object-id.ts";
import type { PlannedStatement } from "../plan/plan.ts";
import { statement } from "../recipes/statement.ts";
import { safetyLine } from "./safety-line.ts";

const users = "table:public.users" as ObjectId;
const plan = (...statements: readonly ReturnType<typeof statement>[]) =>
  safetyLine(statements.map((one): PlannedStatement => ({ ...one, change: users, lockTimeoutMs: 0, statementTimeoutMs: 0 })));

test("what only adds is safe", () => {
  expect(plan(statement("create-table", ""), statement("add-nullable-column", ""), statement("comment", ""))).toBe(
    "YES (additive only)",
  );
  expect(plan()).toBe("YES (additive only)");
});

test("what is harmless and takes something away says what", () => {
  expect(plan(statement("drop-index", ""), statement("comment", ""))).toBe("YES (queries that used the index become slower)");
});

test("the worst statement decides, with its hazards", () => {
  const drop = statement("drop-column", "", { hazards: [{ hazard: "deletes-data", detail: "the values of email" }] });
  expect(plan(statement("create-trigger", ""))).toBe("WITH CARE (changes what a write does)");
  expect(plan(statement("create-trigger", ""), drop, statement("drop-table", ""))).toBe(
    "WINDOW ONLY (drops a column and its values; deletes-data: the values of email)",
  );
});

test("a hazard makes a harmless form worse, and only some are told", () => {
  const fails = (detail: string) => statement("validate-constraint", "", { hazards: [{ hazard: "may-fail", detail }] });
  expect(plan(fails("a"), fails("b"), fails("b"), fails("c"), fails("d"))).toBe(
    "WITH CARE (checks existing rows while writes go on; may-fail: a; may-fail: b; 2 more)",
  );
});

test("on a table that the same migration makes, nothing is in the way", () => {
  expect(plan(statement("create-table", ""), statement("create-trigger", "", { relation: users }))).toBe("YES (additive only)");
});
