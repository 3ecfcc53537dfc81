import { describe, expect, it } from "vitest";
import { objectId } from "../catalog/object-id.ts";
import { statement, type TransactionNeed } from "../recipes/statement.ts";
import { groupStatements } from "./group-statements.ts";
import { isTransactional, splitStages } from "./split-stages.ts";

const change = objectId("table", "public", "t");
const plan = (...needs: readonly TransactionNeed[]) => ({
  groups: groupStatements(needs.map((transaction, i) => ({ change, statement: statement("comment", `${i}`, { transaction }) }))),
});
const shape = (...needs: readonly TransactionNeed[]) =>
  splitStages(plan(...needs)).map((stage) => ({
    sql: stage.groups.flatMap(({ statements }) => statements.map(({ sql }) => sql)).join(""),
    isTransactional: isTransactional(stage),
  }));

describe("stages", () => {
  it("hold one transaction, or what runs statement by statement", () => {
    expect(shape()).toEqual([]);
    expect(shape("any", "any")).toEqual([{ sql: "01", isTransactional: true }]);
    expect(shape("any", "none", "own", "none", "any", "any")).toEqual([
      { sql: "0", isTransactional: true },
      { sql: "123", isTransactional: false },
      { sql: "45", isTransactional: true },
    ]);
  });

  it("have no file for a single statement between or after those that stand alone", () => {
    expect(shape("none", "any", "own", "any")).toEqual([{ sql: "0123", isTransactional: false }]);
  });
});
