import { beforeAll, expect, test } from "vitest";
import { loadParser } from "../sql/parse-sql.ts";
import { droppedParts } from "./dropped-parts.ts";

beforeAll(() => loadParser());

test("a statement's losses are named as it names them", () => {
  expect(droppedParts('drop table if exists a, app."B c" cascade')).toEqual([
    { kind: "relation", name: "a" },
    { kind: "relation", name: 'app."B c"' },
  ]);
  expect(droppedParts('alter table app.t drop column if exists x, add column y int, drop column "Z"')).toEqual([
    { kind: "column", table: "app.t", column: "x" },
    { kind: "column", table: "app.t", column: "Z" },
  ]);
  expect(droppedParts("drop sequence s")).toEqual([{ kind: "relation", name: "s" }]);
  expect(droppedParts("truncate a, b")).toEqual([
    { kind: "rows", table: "a" },
    { kind: "rows", table: "b" },
  ]);
});

test("a schema or a type takes something along only with CASCADE", () => {
  expect(droppedParts("drop schema app; drop type t; drop view v; drop index i")).toEqual([]);
  expect(droppedParts("drop schema app cascade; drop type app.t cascade; drop domain d cascade")).toEqual([
    { kind: "schema", name: "app" },
    { kind: "type", name: "app.t" },
    { kind: "type", name: "d" },
  ]);
});
