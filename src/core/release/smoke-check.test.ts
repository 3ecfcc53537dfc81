import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../sql/parse-sql.ts";
import { plainStatements } from "./plain-statements.ts";
import { answerProblem, parseSmokeScript } from "./smoke-check.ts";

beforeAll(loadParser);

const one = (value: unknown) => ({ fields: [{ name: "n" }], rows: [{ n: value }] });
const none = { fields: [{ name: "n" }], rows: [] };

describe("a smoke check in SQL", () => {
  it("is called as its comment says, else as its file, and expects rows where it says nothing", () => {
    expect(parseSmokeScript("-- Smoke: orders can be read\nselect 1;", "smoke/orders.sql")).toEqual({
      name: "orders can be read",
      expectation: { kind: "rows" },
      statements: ["select 1"],
    });
    expect(parseSmokeScript("select 1", "smoke/orders.sql").name).toBe("orders");
  });

  it.each([
    ["rows", { kind: "rows" }],
    ["No rows", { kind: "no-rows" }],
    ["value 42", { kind: "value", compare: "=", value: "42" }],
    ["value >= 1", { kind: "value", compare: ">=", value: "1" }],
    [">= 1", { kind: "value", compare: ">=", value: "1" }],
    ["<> 0", { kind: "value", compare: "<>", value: "0" }],
    ["value open", { kind: "value", compare: "=", value: "open" }],
  ])("understands -- Expect: %s", (text, expectation) => {
    expect(parseSmokeScript(`-- Expect: ${text}\nselect 1`, "a.sql").expectation).toEqual(expectation);
  });

  it.each(["some rows", "42 rows", ">= many"])("refuses -- Expect: %s", (text) => {
    expect(() => parseSmokeScript(`-- Expect: ${text}\nselect 1`, "a.sql")).toThrow(/is none of the answers/);
  });

  it("reads a comment below the first statement as a comment", () => {
    expect(parseSmokeScript("select 1;\n-- Expect: no rows\n", "a.sql").expectation).toEqual({ kind: "rows" });
  });

  it("compares numbers as numbers and says what it found", () => {
    const least = { kind: "value", compare: ">=", value: "1" } as const;
    expect(answerProblem(least, one("10"))).toBeNull();
    expect(answerProblem(least, one(0))).toBe("expected >= 1, found 0");
    expect(answerProblem(least, one(null))).toBe("expected >= 1, found null");
    expect(answerProblem({ kind: "value", compare: "=", value: "42.0" }, one("42"))).toBeNull();
    expect(answerProblem({ kind: "value", compare: "<>", value: "0" }, one(null))).toBe("expected <> 0, found null");
    expect(answerProblem(least, none)).toBe("expected one row with >= 1, found 0 rows");
  });

  it("takes no statement that is no query for an answer", () => {
    expect(answerProblem({ kind: "rows" }, { fields: [], rows: [] })).toMatch(/it is no query/);
    expect(answerProblem({ kind: "no-rows" }, none)).toBeNull();
    expect(answerProblem({ kind: "no-rows" }, one(1))).toBe("expected no rows, found 1");
  });
});

describe("plain statements", () => {
  it.each([
    "commit; delete from orders",
    "set transaction read write",
    "set local transaction_read_only = off",
    "set session characteristics as transaction read write",
    "reset all",
    "rollback",
  ])("refuse %s: the transaction around them would not hold", (text) => {
    expect(() => plainStatements(text, "a.sql")).toThrow(/transaction around it/);
  });

  it("name the line of what is no SQL, and refuse a file without a statement", () => {
    expect(() => plainStatements("select 1;\nselect from where;", "a.sql")).toThrow(/a\.sql:2/);
    expect(() => plainStatements("-- nothing yet\n", "a.sql")).toThrow(/holds no statement/);
    expect(() => plainStatements("\\d orders\n", "a.sql")).toThrow(/psql/);
  });
});
