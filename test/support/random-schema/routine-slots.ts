/** Functions that defaults, checks, indexes, policies, triggers and views call, and routines that call tables back. */

import { type Slot, slot } from "./slot.ts";

/** The slots. */
export function routineSlots(major: number): readonly Slot[] {
  const of = (name: string, needs: readonly string[], variants: Parameters<typeof slot>[3]) => slot(major, name, needs, variants);
  const app = ["schema app"];
  const twice = (result: string, body: string, rest = "") =>
    `create function app.twice(a integer) returns ${result} language sql immutable ${rest} as '${body}'`;
  const fits = (argument: string, rest = "") =>
    `create function app.fits(${argument} bigint) returns boolean language sql immutable ${rest} as 'select $1 < 1000'`;
  const touch = (body: string) =>
    `create function app.touch() returns trigger language plpgsql as 'begin ${body} return new; end'`;
  return [
    of("function app.twice", app, [
      twice("integer", "select a"),
      twice("integer", "select a + 0", "strict cost 7"),
      twice("bigint", "select a::bigint"),
    ]),
    of("function app.twice(text)", app, [
      "create function app.twice(a text) returns text language sql stable as 'select a'",
      "create function app.twice(a text, b text default 'z') returns text language sql stable as 'select a'",
    ]),
    of("function app.fits", app, [fits("a"), fits("b"), fits("a", "parallel safe")]),
    of("function app.touch", app, [touch(""), touch("raise notice ''x'';"), touch("perform 1;")]),
    of(
      "function app.feel",
      ["type app.mood"],
      [
        "create function app.feel(m app.mood) returns app.mood language sql immutable as 'select m'",
        "create function app.feel(m app.mood) returns setof app.mood language sql as 'select m'",
      ],
    ),
    of(
      "function app.total",
      ["column app.t0.id"],
      [
        "create function app.total() returns bigint language sql begin atomic select count(id) from app.t0; end",
        [
          "create function app.total() returns bigint language sql begin atomic select count(n0) from app.t0; end",
          { needs: ["column app.t0.n0"] },
        ],
        "create function app.total() returns bigint language sql as 'select 1::bigint'",
      ],
    ),
    of(
      "function app.of_row",
      ["table app.t0"],
      [
        "create function app.of_row(r app.t0) returns integer language sql as 'select 1'",
        "create function app.of_row(r app.t0) returns setof app.t0 language sql as 'select r.*'",
      ],
    ),
    of(
      "function app.of_view",
      ["view app.v0"],
      ["create function app.of_view() returns setof app.v0 language plpgsql as 'begin end'"],
    ),
    of("procedure app.work", app, [
      "create procedure app.work(a integer) language plpgsql as 'begin end'",
      "create procedure app.work(a integer, inout b text default null) language plpgsql as 'begin end'",
    ]),
    of("aggregate app.sum_all", app, [
      "create aggregate app.sum_all(integer) (sfunc = int4pl, stype = integer, initcond = '0')",
      "create aggregate app.sum_all(integer) (sfunc = int4pl, stype = integer, initcond = '1')",
    ]),
  ];
}
