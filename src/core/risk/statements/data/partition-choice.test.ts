import { describe, expect, it } from "vitest";
import { SchemaDraft } from "../../schema-draft.ts";
import { modelOfText, relationNamed } from "../../schema-model.ts";
import type { Condition } from "./condition.ts";
import { possiblePartitions } from "./partition-choice.ts";

const column = (name: string, type: string) => ({
  name,
  type,
  collation: null,
  notNull: false,
  default: null,
  generated: null,
  expression: null,
  isIdentity: false,
});

function partitioned(key: string, type: string, bounds: Readonly<Record<string, string>>) {
  const parent = { ...relationNamed("public.t", "p"), partitionKey: key, columns: [column("k", type)] };
  const children = Object.entries(bounds).map(([name, partitionBound]) => ({
    ...relationNamed(name, "r"),
    partitionBound,
    parents: ["public.t"],
  }));
  const relations = new Map([parent, ...children].map((one) => [one.name, one]));
  const draft = new SchemaDraft({ ...modelOfText(18), relations });
  return (...conditions: readonly Condition[]) => possiblePartitions(parent, conditions, draft).map(({ name }) => name);
}

const is = (...values: readonly (string | number | undefined)[]): Condition => ({ column: "k", operator: "in", values });

describe("possiblePartitions", () => {
  const byNumber = partitioned("RANGE (k)", "integer", {
    low: "FOR VALUES FROM (MINVALUE) TO (10)",
    middle: "FOR VALUES FROM (10) TO (20)",
    rest: "DEFAULT",
  });

  it("finds the one that a value belongs to", () => {
    expect(byNumber(is(9))).toEqual(["low"]);
    expect(byNumber(is(10))).toEqual(["middle"]);
    expect(byNumber(is(9, 12))).toEqual(["low", "middle"]);
  });

  it("finds DEFAULT where no other partition takes the value", () => {
    expect(byNumber(is(20))).toEqual(["rest"]);
  });

  it("leaves DEFAULT out of a stretch that the others cover without a gap", () => {
    const from = (value: number): Condition => ({ column: "k", operator: ">=", values: [value] });
    const below = (value: number): Condition => ({ column: "k", operator: "<", values: [value] });
    expect(byNumber(from(5), below(15))).toEqual(["low", "middle"]);
    expect(byNumber(from(5), below(25))).toEqual(["low", "middle", "rest"]);
  });

  it("takes every partition where the value has to be computed or the key is another column", () => {
    expect(byNumber(is(undefined))).toEqual(["low", "middle", "rest"]);
    expect(byNumber({ column: "other", operator: "in", values: [1] })).toEqual(["low", "middle", "rest"]);
  });

  it("takes every partition where text would have to be ordered by a collation, or bounds are not plain", () => {
    const composite = partitioned("RANGE (k, l)", "integer", { one: "FOR VALUES FROM (1, 1) TO (2, 2)" });
    const hash = partitioned("HASH (k)", "integer", { one: "FOR VALUES WITH (modulus 2, remainder 0)" });
    expect(composite(is(50))).toEqual(["one"]);
    expect(hash(is(50))).toEqual(["one"]);
  });
});
