import { describe, expect, it } from "vitest";
import { objectId } from "../catalog/object-id.ts";
import { mayFail } from "../recipes/count-rows.ts";
import { statement } from "../recipes/statement.ts";
import type { DependencyIndex } from "./dependency-index.ts";
import type { Disposition } from "./dispositions.ts";
import { foreseeFailures } from "./foresee-failures.ts";
import { groupStatements } from "./group-statements.ts";

const table = objectId("table", "s", "t");
const index = objectId("index", "s", "i");
const uses: Pick<DependencyIndex, "usedAfter"> = { usedAfter: (id) => (id === index ? [objectId("function", "s", "f")] : []) };
const dependencies: DependencyIndex = {
  ...uses,
  usersOf: () => [],
  partsBefore: () => [],
  partsAfter: () => [],
  isWithin: () => false,
};
const comment = { change: table, statement: statement("comment", "COMMENT") };
const build = (rows: string, transaction: "any" | "own" | "none") => ({
  change: index,
  statement: statement("create-index", "CREATE", {
    relation: table,
    transaction,
    hazards: [mayFail("fails on duplicates", rows)],
  }),
});
const foresee = (statements: Parameters<typeof groupStatements>[0], byId: ReadonlyMap<typeof index, Disposition> = new Map()) =>
  foreseeFailures(groupStatements(statements), { byId }, dependencies);
const forms = (groups: ReturnType<typeof foresee>) => groups.map(({ statements }) => statements.map(({ form }) => form));

describe("guards", () => {
  it("stand before a plan that could stop half way, one for each query", () => {
    const groups = foresee([comment, build("SELECT 1", "none"), build("SELECT 1", "none"), build("SELECT 2", "own")]);
    expect(forms(groups)).toEqual([
      ["check-rows", "check-rows"],
      ["comment"],
      ["create-index"],
      ["create-index"],
      ["create-index"],
    ]);
    expect(groups[0]).toMatchObject({
      transaction: true,
      statements: [{ change: index, relation: table, statementTimeoutMs: 0 }, {}],
    });
    expect(groups[0]?.statements[0]?.sql).toBe(
      `DO $$
BEGIN
  IF (SELECT 1) > 0 THEN
    RAISE EXCEPTION USING
      errcode = 'check_violation',
      message = 'rows are in the way of index:s.i in s.t: it fails on duplicates',
      hint = 'SELECT 1';
  END IF;
END
$$`,
    );
  });

  it("are not needed where the first transaction takes everything back", () => {
    expect(forms(foresee([comment, build("SELECT 1", "any"), comment]))).toEqual([["comment", "create-index", "comment"]]);
  });

  it("stand before a statement that no transaction takes back, even when it is the only one", () => {
    expect(forms(foresee([build("SELECT 1", "none")]))).toEqual([["check-rows"], ["create-index"]]);
  });

  it("ask nothing about what the plan itself makes, and the hazard keeps no such query", () => {
    const made = {
      id: objectId("function", "s", "f"),
      kind: "function",
      parent: null,
      owner: null,
      position: 0,
      facts: {},
    } as const;
    const groups = foresee(
      [comment, build("SELECT s.f(1)", "own"), build("SELECT 2", "own")],
      new Map([[made.id, { kind: "create", after: made }]]),
    );
    expect(forms(groups)).toEqual([["check-rows"], ["comment"], ["create-index"], ["create-index"]]);
    expect(groups.slice(2).map(({ statements }) => statements[0]?.hazards[0]?.rows)).toEqual([undefined, "SELECT 2"]);
  });

  it("ask nothing about what is only made again as it was", () => {
    const same = { id: index, kind: "index", parent: table, owner: null, position: 0, facts: { isUnique: true } } as const;
    const groups = foresee(
      [comment, build("SELECT 1", "none")],
      new Map([[index, { kind: "replace", before: same, after: same }]]),
    );
    expect(forms(groups)).toEqual([["comment"], ["create-index"]]);
  });
});
