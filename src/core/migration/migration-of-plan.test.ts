import { expect, test } from "vitest";
import { emptyCatalog } from "../catalog/empty-catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Plan, TransactionGroup } from "../plan/plan.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { migrationOfPlan, type PlannedFile } from "./migration-of-plan.ts";

const users = "table:public.users" as ObjectId;
const group = (transaction: boolean, ...statements: readonly Statement[]): TransactionGroup => ({
  transaction,
  statements: statements.map((one) => ({ ...one, change: users, lockTimeoutMs: transaction ? 3_000 : 0, statementTimeoutMs: 0 })),
});
const plan = (...groups: readonly TransactionGroup[]): Plan => ({ groups });
const index = statement("create-index", "CREATE INDEX CONCURRENTLY i", { transaction: "none" });
const validate = statement("validate-constraint", "VALIDATE c", { transaction: "own" });
const addColumn = statement("add-nullable-column", "ADD a");

const write = (file: Partial<PlannedFile["rollback"]> & { readonly forward: Plan }) =>
  migrationOfPlan(
    {
      plan: file.forward,
      rollback: { plan: plan(), verdicts: [], goal: emptyCatalog, proof: { kind: "proven" }, ...file },
    },
    { title: "T", date: "2026-11-23", proof: { kind: "proven" }, withSettings: true },
  );
const sql = (statements: readonly { readonly sql: string }[]) => statements.map((one) => one.sql);

test("what fits into one transaction sets what holds for it", () => {
  const { transaction, statements } = write({ forward: plan(group(true, addColumn)) });
  expect(transaction).toBe("one");
  expect(sql(statements)).toEqual([
    "SET LOCAL search_path = ''",
    "SET LOCAL lock_timeout = '3s'",
    "SET LOCAL statement_timeout = 0",
    "ADD a",
  ]);
});

test("statements that stand alone have settings of the session, which are given back", () => {
  const { transaction, statements } = write({ forward: plan(group(true, validate), group(false, index, index)) });
  expect(transaction).toBe("none");
  expect(sql(statements)).toEqual([
    "SET lock_timeout = '3s'",
    "SET statement_timeout = 0",
    "VALIDATE c",
    "SET lock_timeout = 0",
    "CREATE INDEX CONCURRENTLY i",
    "CREATE INDEX CONCURRENTLY i",
    "RESET lock_timeout",
    "RESET statement_timeout",
  ]);
});

test("going back is one transaction where it can be, whatever the migration is", () => {
  const back = (way: Plan) => write({ forward: plan(group(false, index)), plan: way }).rollback.transaction;
  expect(back(plan(group(true, addColumn), group(true, validate)))).toBe("one");
  expect(back(plan(group(true, addColumn), group(false, index)))).toBe("none");
  expect(back(plan(group(true, { ...validate, form: "add-enum-value" })))).toBe("none");
});

test("what going back does not give is said above it, and what does not work is left out", () => {
  const notes = (file: Partial<PlannedFile["rollback"]>) => {
    const { rollback } = write({ forward: plan(group(true, addColumn)), plan: plan(group(true, addColumn)), ...file });
    return [...rollback.notes, `${rollback.statements.length} statements`];
  };
  expect(notes({})).toEqual(["Going back: run on a scratch copy; loses nothing", "4 statements"]);
  expect(notes({ plan: plan() })).toEqual(["Going back: nothing to undo", "0 statements"]);
  expect(notes({ verdicts: [{ change: users, verdict: "lossy", detail: "deletes rows" }] })).toEqual([
    "Going back: run on a scratch copy",
    "Going back: lossy, table:public.users: deletes rows",
    "4 statements",
  ]);
  expect(notes({ proof: { kind: "unproven", why: "no server" } })[0]).toBe("Going back: not proven: no server; loses nothing");
  expect(notes({ proof: { kind: "refuted", why: "x" } })).toEqual(["Going back: no way was found: x", "0 statements"]);
});
