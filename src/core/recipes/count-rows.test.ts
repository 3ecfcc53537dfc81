import { describe, expect, it } from "vitest";
import { countDuplicates, countRows, mayFail, sumOfCounts } from "./count-rows.ts";

describe("a query that counts bad rows", () => {
  it("is none where the table or the condition is not known", () => {
    expect([countRows(null, "a"), countRows("t", null), countRows("t", "a")]).toEqual([
      null,
      null,
      "SELECT count(*) FROM t WHERE a",
    ]);
  });

  it("counts groups of duplicates, null being equal to nothing unless told otherwise", () => {
    const key = { from: "ONLY s.t", keys: ["a", "(lower(b))"], predicate: "(c)" };
    expect(countDuplicates({ ...key, nullsEqual: false })).toBe(
      "SELECT count(*) FROM (SELECT FROM ONLY s.t WHERE a IS DISTINCT FROM NULL AND (lower(b)) IS DISTINCT FROM NULL AND (c) GROUP BY a, (lower(b)) HAVING count(*) > 1) AS duplicates",
    );
    expect(countDuplicates({ ...key, nullsEqual: true })).toContain("WHERE (c) GROUP BY");
    expect(countDuplicates({ ...key, from: null, nullsEqual: true })).toBeNull();
  });

  it("is a sum only where every part is known", () => {
    expect(sumOfCounts(["SELECT 1", "SELECT 2"])).toBe("SELECT (SELECT 1) + (SELECT 2)");
    expect(sumOfCounts(["SELECT 1"])).toBe("SELECT 1");
    expect([sumOfCounts([]), sumOfCounts(["SELECT 1", null])]).toEqual([null, null]);
  });

  it("is left out of the hazard where there is none", () => {
    expect(mayFail("fails", null)).toEqual({ hazard: "may-fail", detail: "fails" });
    expect(mayFail("fails", "SELECT 1")).toEqual({ hazard: "may-fail", detail: "fails", rows: "SELECT 1" });
  });
});
