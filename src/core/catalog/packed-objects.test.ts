import { describe, expect, it } from "vitest";
import { type ObjectId, objectId, parentedId } from "./object-id.ts";
import { looseObjects, type ObjectPack, objectsApart, objectsOfKinds, PackedObjects, partsOf } from "./packed-objects.ts";
import type { SchemaObject } from "./schema-object.ts";

const table = (name: string): SchemaObject => ({
  id: objectId("table", "public", name),
  kind: "table",
  parent: null,
  owner: "$owner",
  facts: {},
  position: 0,
});

const columns = (parent: ObjectId, names: readonly string[], log: string[] = []): ObjectPack => ({
  kind: "column",
  parent,
  count: names.length,
  text: JSON.stringify(names),
  unpack: () => {
    log.push(parent);
    return names.map((name, i) => ({
      id: parentedId("column", parent, name),
      kind: "column",
      parent,
      owner: null,
      facts: {},
      position: i + 1,
    }));
  },
});

function schema(tables: Readonly<Record<string, readonly string[]>>, log: string[] = []): PackedObjects {
  const objects = new PackedObjects();
  for (const name of Object.keys(tables)) objects.set(table(name));
  for (const [name, names] of Object.entries(tables)) objects.setPack(columns(table(name).id, names, log));
  return objects;
}

describe("packed objects", () => {
  it("are a map like any other", () => {
    const objects = schema({ a: ["id", "b"], c: ["id"] });
    const ids = ["table:public.a", "table:public.c", "column:public.a.id", "column:public.a.b", "column:public.c.id"];
    expect([...objects.keys()]).toEqual(ids);
    expect(objects.size).toBe(ids.length);
    expect(new Map(objects).get(objectId("column", "public", "a", "b"))?.position).toBe(2);
    const seen: string[] = [];
    objects.forEach((object, id) => {
      seen.push(object.id === id ? id : "wrong");
    });
    expect(seen).toEqual(ids);
  });

  it.each(["id", "Two Words", 'quo"te', '"', '""', "dot.ted", 'x".y', '"."'])("find %j by its id", (name) => {
    for (const parent of ["t", 'T"."t', "a.b"]) {
      const objects = schema({ [parent]: ["other", name] });
      expect(objects.get(objectId("column", "public", parent, name))?.position).toBe(2);
      expect(objects.has(objectId("column", "public", parent, `${name}x`))).toBe(false);
      expect(objects.has(objectId("column", "public", `${parent}x`, name))).toBe(false);
    }
  });

  it("tell whether an object was there", () => {
    const objects = schema({ a: ["id"] });
    expect(objects.set(table("b"))).toBe(false);
    expect(objects.set(table("a"))).toBe(true);
    expect(objects.size).toBe(3);
  });

  it("are unpacked only where two sides differ", () => {
    const log: string[] = [];
    const left = schema({ a: ["id"], b: ["id"], c: ["id"] }, log);
    const right = schema({ a: ["id"], b: ["id", "more"] }, log);
    const apart = [...objectsApart(left, right, new Set())].map(({ id }) => id);
    expect(apart.filter((id) => id.startsWith("column:"))).toEqual(["column:public.b.id", "column:public.c.id"]);
    expect(log).toEqual(["table:public.b", "table:public.c"]);
    expect([...objectsApart(left, right, new Set(["column"] as const))]).toHaveLength(left.size);
  });

  it("stay packed for those who ask for something else", () => {
    const log: string[] = [];
    const objects = schema({ a: ["id"], b: ["id"] }, log);
    expect([...objectsOfKinds(objects, new Set(["table"] as const))]).toHaveLength(2);
    expect([...looseObjects(objects)]).toHaveLength(2);
    expect([...partsOf(objects, new Set([objectId("table", "public", "b")]))].map(({ id }) => id)).toEqual([
      "column:public.b.id",
    ]);
    expect(log).toEqual(["table:public.b"]);
  });
});
