import { expect, it } from "vitest";
import { exampleChange } from "../../../test/support/parity-example.ts";
import { type ChangeNode, changeTree } from "./change-tree.ts";

const outline = (nodes: readonly ChangeNode[]): unknown[] =>
  nodes.map((node) => [node.id, node.folded.length, ...(node.children.length === 0 ? [] : [outline(node.children)])]);

it("folds parts into a parent that came or went with them", () => {
  const [group] = changeTree([
    exampleChange("add", "table:public.a", "schema:public"),
    exampleChange("add", "column:public.a.id", "table:public.a"),
    exampleChange("add", "comment:column:public.a.id", "column:public.a.id"),
  ]);
  expect(group).toMatchObject({ name: "public", count: 3 });
  expect(outline(group?.nodes ?? [])).toEqual([["table:public.a", 2]]);
});

it("puts parts of an unchanged table under it, also when they belong to an unchanged column", () => {
  const [group] = changeTree([
    exampleChange("alter", "column:public.a.x", "table:public.a"),
    exampleChange("add", "comment:column:public.a.id", "column:public.a.id"),
    exampleChange("remove", "comment:column:public.b.id", "column:public.b.id"),
  ]);
  expect(outline(group?.nodes ?? [])).toEqual([
    [
      "table:public.a",
      0,
      [
        ["column:public.a.x", 0],
        ["comment:column:public.a.id", 0],
      ],
    ],
    ["table:public.b", 0, [["comment:column:public.b.id", 0]]],
  ]);
});

it("keeps a part that changed the other way visible under its parent", () => {
  const [group] = changeTree([
    exampleChange("add", "table:public.a", "schema:public"),
    exampleChange("remove", "index:public.i", "table:public.a"),
  ]);
  expect(outline(group?.nodes ?? [])).toEqual([["table:public.a", 0, [["index:public.i", 0]]]]);
});

it("groups by schema, what belongs to none first, and the riskiest first inside", () => {
  const groups = changeTree([
    exampleChange("add", 'table:"b.c".x', 'schema:"b.c"'),
    exampleChange("add", "role:app", null),
    exampleChange("add", "table:a.low", "schema:a"),
    exampleChange("alter", "column:a.t.c", "table:a.t", { risk: "high" }),
    exampleChange("add", "schema:a", null),
  ]);
  expect(groups.map((group) => [group.name, group.nodes.map((node) => node.id)])).toEqual([
    ["database", ["role:app"]],
    ['"b.c"', ['table:"b.c".x']],
    ["a", ["table:a.t", "table:a.low", "schema:a"]],
  ]);
});
