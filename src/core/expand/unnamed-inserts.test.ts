import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { objectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { unnamedInserts } from "./unnamed-inserts.ts";

const places = [{ schema: "public", table: "users" }];
const found = (body: string, language = "plpgsql") => {
  const id = objectId("function", "public", "f");
  const one: SchemaObject = { id, kind: "function", owner: null, parent: null, position: 0, facts: { body, language } };
  const objects: Catalog["objects"] = new Map([[id, one]]);
  return unnamedInserts(places, { objects }).length > 0;
};

describe("inserts that name no columns", () => {
  it.each([
    "begin insert into users values (1, 'a'); end",
    "INSERT INTO public.users SELECT 1, 'a'",
    'insert into only_here; insert into "users" as u (select 1)',
    "insert into users overriding system value values (1)",
    "begin execute 'insert into users values ($1, ''x'')' using 1; end",
    "insert /* into */ into\n-- here\nusers with a as (select 1) table a",
  ])("are found: %s", (body) => {
    expect(found(body)).toBe(true);
  });

  it.each([
    "insert into users (id, email) values (1, 'a')",
    "insert into users as u (id) select 1",
    "insert into users default values",
    "insert into other.users values (1)",
    "insert into people values (1)",
    "-- insert into users values (1)\nselect 1",
    'insert into "Users" values (1)',
  ])("are not: %s", (body) => {
    expect(found(body)).toBe(false);
  });

  it("are looked for in texts of SQL alone", () => {
    expect(found("insert into users values (1)", "c")).toBe(false);
  });
});
