import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { FactValue, SchemaObject } from "../catalog/schema-object.ts";
import { diff } from "./diff.ts";
import { renameCandidates } from "./rename-candidates.ts";

type Column = readonly [name: string, type: string, position: number];

const renameBy = (kind: ObjectKind) => (kind === "column" ? ["type"] : kind === "table" ? ["persistence"] : []);

function catalogOf(tables: { readonly [table: string]: readonly Column[] }): Catalog {
  const objects: SchemaObject[] = Object.entries(tables).flatMap(([table, columns]) => {
    const parent = objectId("table", "public", table);
    const object = (
      kind: ObjectKind,
      id: ObjectId,
      owner: ObjectId | null,
      facts: Record<string, FactValue>,
      position: number,
    ): SchemaObject => ({ kind, id, parent: owner, owner: null, facts, position });
    return [
      object("table", parent, null, { persistence: "permanent" }, 0),
      ...columns.map(([name, type, position]) =>
        object("column", objectId("column", "public", table, name), parent, { type }, position),
      ),
    ];
  });
  return {
    server: null,
    objects: new Map(objects.map((object) => [object.id, object])),
    dependencies: [],
    notCompared: [],
    cannotExpress: [],
  };
}

function candidates(from: Catalog, to: Catalog) {
  const { changes } = diff(from, to, { comparisons: () => new Map(), sameSql: () => false, order: () => 0, siblingOrder: false });
  return renameCandidates(from, to, changes, { renameBy }).map((found) => `${found.from} → ${found.to} ${found.confidence}`);
}

describe("rename candidates", () => {
  it("are certain when nothing else fits", () => {
    expect(candidates(catalogOf({ t: [["mail", "text", 2]] }), catalogOf({ t: [["email", "text", 2]] }))).toEqual([
      "column:public.t.mail → column:public.t.email certain",
    ]);
  });

  it("are likely when only the place tells two apart", () => {
    const from = catalogOf({
      t: [
        ["a", "text", 1],
        ["b", "text", 2],
      ],
    });
    const to = catalogOf({
      t: [
        ["x", "text", 1],
        ["y", "text", 2],
      ],
    });
    expect(candidates(from, to)).toEqual([
      "column:public.t.a → column:public.t.x likely",
      "column:public.t.b → column:public.t.y likely",
    ]);
  });

  it("need the same structure", () => {
    expect(candidates(catalogOf({ t: [["a", "text", 1]] }), catalogOf({ t: [["b", "integer", 1]] }))).toEqual([]);
  });

  it("match tables by their columns, and do not speak of the columns of renamed tables", () => {
    const columns: readonly Column[] = [
      ["id", "bigint", 1],
      ["name", "text", 2],
    ];
    expect(candidates(catalogOf({ people: columns }), catalogOf({ users: columns }))).toEqual([
      "table:public.people → table:public.users certain",
    ]);
    expect(candidates(catalogOf({ people: columns }), catalogOf({ users: [["id", "bigint", 1]] }))).toEqual([]);
  });
});
