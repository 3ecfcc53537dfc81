import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../sql/parse-sql.ts";
import { touchedTables } from "./touched-tables.ts";

describe("touchedTables", () => {
  beforeAll(loadParser);

  it("names tables that are made, changed, filled, indexed and dropped", () => {
    expect(
      touchedTables(`
        create table public.a (id int);
        alter table b add column x int;
        create index concurrently i on app.c (x);
        update only d set x = 1;
        insert into "E" values (1);
        truncate f, g;
        drop table if exists h, app.i cascade;
        create view j as select 1;
        create table k as select 1;
        create policy p on l using (true);
        create function z() returns int language sql as 'select 1';
        create type t as enum ('a');
      `),
    ).toEqual(['"E"', "a", "app.c", "app.i", "b", "d", "f", "g", "h", "j", "k", "l"]);
  });

  it("names each table once, and none for what does not parse", () => {
    expect(touchedTables("alter table a add x int; alter table public.a add y int; alter tabel b;")).toEqual(["a"]);
  });
});
