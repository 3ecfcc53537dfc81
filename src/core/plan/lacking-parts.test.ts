import { expect, it } from "vitest";
import { lackingParts } from "./lacking-parts.ts";

const why = "the server has no such extension";
const leftOut = [
  { id: "role:app", why: "a scratch database has none of its own" },
  { id: "extension:postgis", why },
  { id: "column:public.places.geom", why },
  { id: 'table:public."My places"', why },
  { id: "function:public.near(integer, text)", why },
];
const ids = (message: string, sql: string) => lackingParts(leftOut, { message, sql }).map(({ id }) => id);

it("names what the server says is not there", () => {
  expect(ids('role "app" does not exist', "grant select on t to app")).toEqual(["role:app"]);
  expect(ids('column "geom" does not exist', "create index on places (geom)")).toEqual(["column:public.places.geom"]);
  expect(ids('relation "My places" does not exist', "…")).toEqual(['table:public."My places"']);
});

it("names what the statement needs, where the message says something else", () => {
  expect(ids("permission denied", "select near(1, 'x')")).toEqual(["function:public.near(integer, text)"]);
});

it("takes an extension for what brings a type or a function that nothing here has", () => {
  expect(ids("function st_makepoint(integer, integer) does not exist", "select st_makepoint(1, 2)")).toEqual([
    "extension:postgis",
  ]);
  expect(ids('type "geometry" does not exist', "alter table t add g geometry")).toEqual(["extension:postgis"]);
});

it("blames nothing for what fails by itself", () => {
  expect(ids('relation "nowhere" does not exist', "alter table nowhere add geom int")).toEqual([]);
  expect(ids('column "apps" of relation "users" already exists', "alter table users add apps int, add application int")).toEqual(
    [],
  );
  expect(ids("division by zero", "insert into t values (1 / 0)")).toEqual([]);
});
