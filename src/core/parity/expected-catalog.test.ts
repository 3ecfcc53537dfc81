import { expect, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { emptyCatalog } from "../catalog/empty-catalog.ts";
import { objectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { compareCatalogs } from "./compare-catalogs.ts";
import { expectedCatalog, unexpectedChanges } from "./expected-catalog.ts";
import { changedRoots, rootDigests } from "./root-digests.ts";

const sequence = (name: string, increment: string): SchemaObject => ({
  id: objectId("sequence", "public", name),
  kind: "sequence",
  parent: objectId("schema", "public"),
  owner: "$owner",
  facts: { increment },
  position: 0,
});

const catalog = (...objects: readonly SchemaObject[]): Catalog => ({
  ...emptyCatalog,
  objects: new Map(objects.map((one) => [one.id, one])),
});

test("what a change did to the copy is what it must do elsewhere, whatever else is there", async () => {
  const { changes } = await compareCatalogs(
    catalog(sequence("a", "1"), sequence("b", "1")),
    catalog(sequence("a", "2"), sequence("c", "1")),
  );
  const expected = expectedCatalog(catalog(sequence("a", "1"), sequence("b", "1"), sequence("other", "1")), changes);
  const reached = catalog(sequence("a", "2"), sequence("c", "1"), sequence("other", "1"));
  expect(await unexpectedChanges(expected, reached)).toEqual([]);
});

test("each difference is named, but for what the copy lacks", async () => {
  const expected = catalog(sequence("a", "2"), sequence("c", "1"), sequence("lacking", "1"));
  const reached = catalog(sequence("a", "1"), sequence("d", "1"), sequence("lacking", "7"));
  const lines = await unexpectedChanges(expected, reached, (id) => id === objectId("sequence", "public", "lacking"));
  expect(lines).toEqual([
    "sequence:public.c was predicted and is missing",
    "sequence:public.a: increment is 1, predicted was 2",
    "sequence:public.d was not predicted",
  ]);
});

test("digests tell which objects have changed since", () => {
  const [then, now] = [catalog(sequence("a", "1"), sequence("b", "1")), catalog(sequence("a", "2"), sequence("c", "1"))];
  expect(changedRoots(rootDigests(then), rootDigests(now))).toEqual([
    { id: "sequence:public.a", change: "changed" },
    { id: "sequence:public.b", change: "went" },
    { id: "sequence:public.c", change: "came" },
  ]);
  expect(changedRoots(rootDigests(then), rootDigests(then))).toEqual([]);
});
