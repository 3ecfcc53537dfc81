/** The tables of random schemas, plain, inherited and partitioned, with everything that is on them. */

import { behaviourSlots } from "./behaviour-slots.ts";
import { type ColumnName, columnSlots } from "./column-slots.ts";
import { constraintSlots } from "./constraint-slots.ts";
import { indexSlots } from "./index-slots.ts";
import { partitionSlots } from "./partition-slots.ts";
import type { RandomTable } from "./random-table.ts";
import { type Slot, slot, type VariantText } from "./slot.ts";

const allColumns: readonly ColumnName[] = [
  "id",
  "n0",
  "n1",
  "s0",
  "s1",
  "d0",
  "j0",
  "e0",
  "k0",
  "p0",
  "p1",
  "a0",
  "m0",
  "u0",
  '"select"',
];

const plain = (schema: string, name: string, columns: readonly ColumnName[], references: readonly string[]): RandomTable => {
  const qualified = `${schema}.${name}`;
  const permanent = { gives: [`permanent ${qualified}`] };
  return {
    name: qualified,
    short: name.replaceAll('"', ""),
    needs: [`schema ${schema}`],
    create: [
      [`create table ${qualified} ()`, permanent],
      [`create table ${qualified} () with (fillfactor = 70, toast.autovacuum_enabled = false)`, permanent],
      [`create table ${qualified} ()`, permanent],
      `create unlogged table ${qualified} ()`,
    ],
    columns,
    key: "id",
    references,
    isPartitioned: false,
  };
};

const partitioned = (name: string, key: string): RandomTable => ({
  name: `app.${name}`,
  short: name,
  needs: ["schema app"],
  create: [
    [
      `create table app.${name} (k integer not null) partition by ${key}`,
      { gives: [`column app.${name}.k`, `integer app.${name}.k`, `permanent app.${name}`, `partitioned app.${name}`] },
    ],
  ],
  columns: ["n0", "s0", "e0", "d0", "k0"],
  key: "k",
  references: ["app.t0"],
  isPartitioned: true,
});

const tables: readonly RandomTable[] = [
  plain("app", "t0", allColumns, ["app.t1", "app.t0"]),
  plain("app", "t1", ["id", "n0", "s0", "e0", "s1", "p0"], ["app.t0", 'side."Odd table"']),
  plain("app", "t2", ["id", "n0", "k0", "d0"], ["app.t0"]),
  plain("side", '"Odd table"', ["id", "n0", "s0", '"select"'], ["app.t1"]),
  partitioned("p0", "range (k)"),
  partitioned("q0", "hash (k)"),
];

/** The slots of all tables. */
export function tableSlots(major: number): readonly Slot[] {
  return [
    ...tables.flatMap((table) => [
      slot(major, `table ${table.name}`, table.needs, table.create),
      ...columnSlots(major, table.name, table.columns),
      ...constraintSlots(major, table),
      ...indexSlots(major, table),
      ...behaviourSlots(major, table),
    ]),
    ...heirSlots(major),
    ...partitionSlots(major),
  ];
}

/** A table that inherits, or not any more; its own columns have names that its parent has not, but for id. */
function heirSlots(major: number): readonly Slot[] {
  const heir = "app.heir";
  const of = (name: string, needs: readonly string[], variants: readonly VariantText[]) => slot(major, name, needs, variants);
  return [
    of(
      `table ${heir}`,
      ["table app.t0"],
      [
        `create table ${heir} () inherits (app.t0)`,
        [`create table ${heir} (id integer) inherits (app.t0)`, { needs: ["exactly integer app.t0.id"] }],
        [`create table ${heir} (id integer)`, { gives: [`column ${heir}.id`] }],
      ],
    ),
    of(
      `column ${heir}.own`,
      [`table ${heir}`],
      [`alter table ${heir} add column own integer`, `alter table ${heir} add column own bigint default 4 not null`],
    ),
    of(`index ${heir}.own`, [`column ${heir}.own`], [`create index heir_own on ${heir} (own)`]),
    of(
      `check ${heir}.own`,
      [`column ${heir}.own`],
      [
        `alter table ${heir} add constraint heir_check check (own > 0)`,
        `alter table ${heir} add constraint heir_check check (own > 1) no inherit`,
      ],
    ),
  ];
}
