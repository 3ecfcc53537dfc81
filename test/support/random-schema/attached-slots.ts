/** What points at other objects: comments, rights, owners, publications, statistics. The roles p_reader and p_owner must be there. */

import { type Slot, slot } from "./slot.ts";

/** The slots. */
export function attachedSlots(major: number): readonly Slot[] {
  return [...commentSlots(major), ...rightSlots(major), ...publicationSlots(major), ...statisticsSlots(major)];
}

function commentSlots(major: number): readonly Slot[] {
  const targets: readonly (readonly [target: string, word: string])[] = [
    ["table app.t0", "table app.t0"],
    ["column app.t0.n0", "column app.t0.n0"],
    ["column app.t0.s1", "column app.t0.s1"],
    ["constraint t0_pk on app.t0", "constraint app.t0.pk"],
    ["index app.t0_i0", "index app.t0.i0"],
    ["trigger t0_touch on app.t0", "trigger app.t0"],
    ["policy own on app.t0", "policy app.t0"],
    ["rule quiet on app.t0", "rule app.t0"],
    ["view app.v0", "view app.v0"],
    ["column app.v0.id", "column app.v0.id"],
    ["materialized view app.m0", "materialized view app.m0"],
    ["function app.twice(integer)", "function app.twice"],
    ["function app.fits(bigint)", "function app.fits"],
    ["type app.mood", "type app.mood"],
    ["domain app.code", "type app.code"],
    ["type app.place", "type app.place"],
    ["sequence app.counter", "sequence app.counter"],
    ["column app.p0.n0", "column app.p0.n0"],
    ["table app.p0_1", "table app.p0_1"],
    ["index app.p0_i0", "index app.p0.i0"],
    ["statistics app.st0", "statistics app.st0"],
    ["schema side", "schema side"],
  ];
  return targets.map(([target, word]) =>
    slot(major, `comment on ${target}`, [word], [`comment on ${target} is 'one'`, `comment on ${target} is 'it''s two'`]),
  );
}

function rightSlots(major: number): readonly Slot[] {
  const rights: readonly (readonly [target: string, word: string, ...variants: string[]])[] = [
    [
      "app.t0",
      "table app.t0",
      "grant select on app.t0 to p_reader",
      "grant select, insert on app.t0 to p_reader with grant option",
    ],
    ["app.t0.n0", "column app.t0.n0", "grant select (n0) on app.t0 to p_reader"],
    ["app.t1", "table app.t1", "grant all on app.t1 to public"],
    ["app.v0", "view app.v0", "grant select on app.v0 to p_reader"],
    ["app.v0.id", "column app.v0.id", "grant select (id) on app.v0 to p_reader"],
    ["app.m0", "materialized view app.m0", "grant select on app.m0 to p_reader"],
    [
      "app.fits",
      "function app.fits",
      "grant execute on function app.fits to p_reader",
      "revoke execute on function app.fits from public",
    ],
    ["app.twice", "function app.twice", "grant execute on function app.twice(integer) to p_reader"],
    ["app.mood", "type app.mood", "grant usage on type app.mood to p_reader"],
    ["app.code", "type app.code", "revoke usage on type app.code from public"],
    ["app.counter", "sequence app.counter", "grant usage on sequence app.counter to p_reader"],
    ["app", "schema app", "grant usage on schema app to p_reader", "grant usage on schema app to public"],
    ["p0", "table app.p0", "grant select on app.p0 to p_reader"],
  ];
  const owners: readonly (readonly [target: string, word: string])[] = [
    ["table app.t2", "table app.t2"],
    ["function app.fits(bigint)", "function app.fits"],
    ["view app.v1", "view app.v1"],
    ["type app.place", "type app.place"],
    ["schema side", "schema side"],
    ["materialized view app.m0", "materialized view app.m0"],
  ];
  return [
    ...rights.map(([target, word, ...variants]) => slot(major, `rights on ${target}`, [word], variants)),
    ...owners.map(([target, word]) => slot(major, `owner of ${target}`, [word], [`alter ${target} owner to p_owner`])),
    slot(
      major,
      "default rights",
      ["schema app"],
      [
        "alter default privileges in schema app grant select on tables to p_reader",
        "alter default privileges revoke execute on functions from public",
      ],
    ),
  ];
}

function publicationSlots(major: number): readonly Slot[] {
  const few = "create publication few for table";
  return [
    slot(
      major,
      "publication few",
      [],
      [
        [`${few} app.t0`, { needs: ["permanent app.t0"] }],
        [`${few} app.t0, app.p0 with (publish = 'insert')`, { needs: ["permanent app.t0", "permanent app.p0"] }],
        [`${few} app.t0 (id, n0)`, { needs: ["permanent app.t0", "column app.t0.id", "column app.t0.n0"], since: 15 }],
        [`${few} app.t0 where (id > 1)`, { needs: ["permanent app.t0", "column app.t0.id"], since: 15 }],
        "create publication few",
      ],
    ),
    slot(
      major,
      "publication every",
      [],
      [
        "create publication every for all tables",
        ["create publication every for tables in schema app", { needs: ["schema app"], since: 15 }],
      ],
    ),
  ];
}

function statisticsSlots(major: number): readonly Slot[] {
  const pair = ["column app.t0.n0", "column app.t0.s0"];
  return [
    slot(major, "statistics app.st0", pair, [
      "create statistics app.st0 on n0, s0 from app.t0",
      "create statistics app.st0 (mcv) on n0, s0 from app.t0; alter statistics app.st0 set statistics 9",
      ["create statistics app.st0 on (app.twice(n0::integer)), s0 from app.t0", { needs: ["function app.twice"] }],
    ]),
  ];
}
