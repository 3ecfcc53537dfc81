import { expect, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { type ObjectId, objectId, parentedId } from "../catalog/object-id.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import { diff } from "./diff.ts";

const rules = { comparisons: () => new Map(), sameSql: () => false, order: () => 0, siblingOrder: false };
const object = (id: ObjectId, facts: Facts, parent: ObjectId | null = null): SchemaObject => ({
  id,
  kind: id.startsWith("column") ? "column" : "table",
  parent,
  owner: null,
  facts,
  position: 0,
});
const catalog = (objects: readonly SchemaObject[], limits: Partial<Catalog> = {}): Catalog => ({
  server: null,
  objects: new Map(objects.map((item) => [item.id, item])),
  dependencies: [],
  notCompared: [],
  cannotExpress: [],
  ...limits,
});
const users = objectId("table", "public", "users");
const part = objectId("table", "public", "users_2026");

test("a fact that one side cannot express is counted and not a difference, the other facts are", () => {
  const live = catalog([object(users, { options: { fillfactor: "70" }, rowSecurity: true })]);
  const file = catalog([object(users, { options: {}, rowSecurity: false })], { cannotExpressFacts: { table: ["options"] } });
  const { changes, notCompared } = diff(live, file, rules);
  expect(changes).toMatchObject([{ change: "alter", facts: [{ fact: "rowSecurity" }] }]);
  expect(notCompared).toEqual([{ what: "table.options (1)", why: "one of the sources cannot express it" }]);
});

test("an inexpressible fact that is equal is not worth a word", () => {
  const limits = { cannotExpressFacts: { table: ["options"] } };
  expect(diff(catalog([object(users, { options: {} })]), catalog([object(users, { options: {} })], limits), rules)).toEqual({
    changes: [],
    notCompared: [],
  });
});

test("an object that one side cannot express is neither dropped nor added, with all that belongs to it", () => {
  const column = object(parentedId("column", part, "id"), {}, part);
  const live = catalog([object(users, { partitionOf: null }), object(part, { partitionOf: "table:public.users" }), column]);
  const file = catalog([], { cannotExpressObjects: [{ kind: "table", fact: "partitionOf", value: "any" }] });
  expect(diff(live, file, rules).changes.map(({ change, id }) => `${change} ${id}`)).toEqual([`remove ${users}`]);
  expect(diff(file, live, rules).changes.map(({ change, id }) => `${change} ${id}`)).toEqual([`add ${users}`]);
  expect(diff(live, file, rules).notCompared).toMatchObject([{ what: "table with partitionOf (1)" }]);
});

test("an object can be inexpressible by its id", () => {
  const live = catalog([object(users, {})]);
  const { changes, notCompared } = diff(live, catalog([], { cannotExpressObjects: [{ id: users }] }), rules);
  expect({ changes, what: notCompared[0]?.what }).toEqual({ changes: [], what: users });
});
