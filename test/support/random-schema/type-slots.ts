/** Schemas, types and sequences: what tables are made of. Labels and attributes that defaults and views name are in every variant. */

import { type Slot, slot } from "./slot.ts";

/** The slots. */
export function typeSlots(major: number): readonly Slot[] {
  const of = (name: string, needs: readonly string[], variants: Parameters<typeof slot>[3]) => slot(major, name, needs, variants);
  const app = ["schema app"];
  return [
    // three times the same: hardly anything is there without it
    of("schema app", [], ["create schema app", "create schema app", "create schema app"]),
    of("schema side", [], ["create schema side"]),
    of("type app.mood", app, [
      "create type app.mood as enum ('a', 'b')",
      "create type app.mood as enum ('a', 'x', 'b')",
      "create type app.mood as enum ('b', 'a', 'it''s')",
      "create type app.mood as enum ('a')",
    ]),
    of("type app.code", app, [
      "create domain app.code as integer",
      "create domain app.code as integer default 7 check (value > 0)",
      "create domain app.code as bigint constraint small check (value < 1000) constraint code_check check (value > 0)",
      "create domain app.code as integer not null default 1",
    ]),
    of("type app.place", app, [
      "create type app.place as (street text, number integer)",
      "create type app.place as (street text, number integer, since date)",
      "create type app.place as (number bigint, street text)",
      ["create type app.place as (street text, feeling app.mood)", { needs: ["type app.mood"] }],
    ]),
    of("type app.span", app, ["create type app.span as range (subtype = integer)"]),
    of("sequence app.counter", app, [
      "create sequence app.counter",
      "create sequence app.counter as integer start 100 increment 5 cycle maxvalue 100000",
      ["create sequence app.counter", { gives: ["free app.counter"] }],
    ]),
    of("owner of app.counter", ["free app.counter", "column app.t0.id"], ["alter sequence app.counter owned by app.t0.id"]),
    // one name that objects of many kinds take in turn
    of("relation app.thing", app, [
      "create table app.thing (id integer)",
      "create view app.thing as select 1 as id",
      "create materialized view app.thing as select 1 as id",
      "create sequence app.thing",
      "create type app.thing as (id integer)",
      ["create index thing on app.t0 (id)", { needs: ["column app.t0.id"] }],
    ]),
  ];
}
