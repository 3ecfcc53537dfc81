import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { FactValue, SchemaObject } from "../catalog/schema-object.ts";
import { type DiffRules, diff } from "./diff.ts";

const rules: DiffRules = { comparisons: () => new Map(), sameSql: () => false, order: () => 0, siblingOrder: false };

const factValue = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<FactValue>; // JSON values are what facts are
const table = fc.record({
  name: fc.constantFrom("a", "b", "c", "d", "e"),
  owner: fc.constantFrom("$owner", "app"),
  facts: fc.dictionary(fc.constantFrom("x", "y", "z"), factValue),
});

function catalogOf(
  tables: readonly { name: string; owner: string | null; facts: Record<string, FactValue>; position?: number }[],
): Catalog {
  const objects = tables.map(({ name, owner, facts, position = 0 }): [ObjectId, SchemaObject] => {
    const id = objectId("table", "public", name);
    return [
      id,
      {
        id,
        kind: "table",
        parent: objectId("schema", "public"),
        owner,
        position,
        facts: { x: null, y: null, z: null, ...facts },
      },
    ];
  });
  return { server: null, objects: new Map(objects), dependencies: [], notCompared: [], cannotExpress: [] };
}

const catalog = fc.array(table, { maxLength: 6 }).map(catalogOf);
const opposite = { add: "remove", remove: "add", alter: "alter", rename: "rename" } as const;

describe("diff", () => {
  it("finds nothing between a catalog and itself", () => {
    fc.assert(
      fc.property(catalog, (a) => {
        expect(diff(a, structuredClone(a), rules).changes).toEqual([]);
      }),
    );
  });

  it("is its own mirror", () => {
    fc.assert(
      fc.property(catalog, catalog, (a, b) => {
        const there = diff(a, b, rules).changes.map(({ change, id }) => `${opposite[change]} ${id}`);
        const back = diff(b, a, rules).changes.map(({ change, id }) => `${change} ${id}`);
        expect(there.sort()).toEqual(back.sort());
      }),
    );
  });

  it("does not depend on the order of objects or of keys", () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 6 }), catalog, (tables, b) => {
        const unique = [...new Map(tables.map((entry) => [entry.name, entry])).values()];
        const turned = [...unique]
          .reverse()
          .map((entry) => ({ ...entry, facts: Object.fromEntries(Object.entries(entry.facts).reverse()) }));
        expect(diff(catalogOf(turned), b, rules)).toEqual(diff(catalogOf(unique), b, rules));
      }),
    );
  });

  it("names each fact that differs, with both values", () => {
    const a = catalogOf([{ name: "t", owner: "$owner", facts: { x: 1, y: [1, 2], z: { k: "v" } } }]);
    const b = catalogOf([{ name: "t", owner: "app", facts: { x: 1, y: [2, 1], z: { k: "v" } } }]);
    expect(diff(a, b, rules).changes).toMatchObject([
      {
        change: "alter",
        facts: [
          { fact: "owner", from: "$owner", to: "app" },
          { fact: "y", from: [1, 2], to: [2, 1] },
        ],
      },
    ]);
  });

  it("takes an owner that one side does not tell for no difference", () => {
    const a = catalogOf([{ name: "t", owner: null, facts: {} }]);
    const b = catalogOf([{ name: "t", owner: "app", facts: {} }]);
    expect(diff(a, b, rules).changes).toEqual([]);
  });

  it("asks for the spelling only where texts differ", () => {
    const asked: FactValue[] = [];
    const spelling: DiffRules = {
      ...rules,
      comparisons: () => new Map([["x", "expression"]]),
      sameSql: (_, from) => {
        asked.push(from);
        return true;
      },
    };
    const a = catalogOf([
      { name: "t", owner: null, facts: { x: "now()" } },
      { name: "u", owner: null, facts: { x: "(1)" } },
    ]);
    const b = catalogOf([
      { name: "t", owner: null, facts: { x: "now()" } },
      { name: "u", owner: null, facts: { x: "1" } },
    ]);
    expect(diff(a, b, spelling).changes).toEqual([]);
    expect(asked).toEqual(["(1)"]);
  });

  it("leaves out kinds that one side cannot express, and says so", () => {
    const a = catalogOf([{ name: "t", owner: null, facts: {} }]);
    const b: Catalog = { ...catalogOf([]), cannotExpress: ["table"] };
    expect(diff(a, b, rules)).toMatchObject({ changes: [], notCompared: [{ what: "table (1)" }] });
  });

  it("compares the order of siblings by rank, and only when asked", () => {
    const columns = (...names: string[]) => names.map((name, i) => ({ name, owner: null, facts: {}, position: i * 3 + 1 }));
    const [a, b] = [catalogOf(columns("a", "b", "c")), catalogOf(columns("a", "x", "c", "b"))];
    const ranked = diff(a, b, { ...rules, siblingOrder: true }).changes.filter(({ change }) => change === "alter");
    expect(ranked.map(({ id }) => id)).toEqual(["table:public.b", "table:public.c"]);
    expect(diff(a, b, rules).changes.filter(({ change }) => change === "alter")).toEqual([]);
  });

  it("leaves out what belongs to objects of a kind that one side cannot express", () => {
    const id = objectId("sequence", "public", "s");
    const sequence: SchemaObject = { id, kind: "sequence", parent: null, owner: null, position: 0, facts: {} };
    const comment: SchemaObject = { ...sequence, id: `comment:${id}` as ObjectId, kind: "comment", parent: id }; // a valid id
    const whole = { ...catalogOf([]), objects: new Map([sequence, comment].map((object) => [object.id, object])) };
    const blind: Catalog = { ...catalogOf([]), cannotExpress: ["sequence"] };
    for (const found of [diff(whole, blind, rules), diff(blind, whole, rules)]) {
      expect(found.changes).toEqual([]);
      expect(found.notCompared.map(({ what }) => what)).toEqual(["sequence (1)", "comment (1)"]);
    }
    expect(diff(whole, catalogOf([]), rules).changes).toHaveLength(2);
  });
});
