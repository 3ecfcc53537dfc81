/** Partitions, some divided again, that can stand alone instead, and what is only on one of them. */

import { prefixed } from "./random-table.ts";
import { type Slot, slot } from "./slot.ts";

/** The slots. */
export function partitionSlots(major: number): readonly Slot[] {
  const part = (name: string, parent: string, bounds: readonly string[]): Slot =>
    slot(
      major,
      `table app.${name}`,
      [`partitioned app.${parent}`],
      [
        ...prefixed(
          `create table app.${name} partition of app.${parent} `,
          bounds.map((bound) => [bound, { gives: [`attached app.${name}`] }] as const),
        ),
        `create table app.${name} (k integer not null)`,
      ],
    );
  return [
    part("p0_1", "p0", ["for values from (1) to (3)", "for values from (1) to (2)", "for values from (minvalue) to (3)"]),
    slot(
      major,
      "partitioned app.p0_2",
      ["partitioned app.p0"],
      ["create table app.p0_2 partition of app.p0 for values from (3) to (10) partition by list (k)"],
    ),
    part("p0_2_a", "p0_2", ["for values in (3)", "for values in (3, 4)", "default"]),
    part("p0_d", "p0", ["default"]),
    part("q0_0", "q0", ["for values with (modulus 2, remainder 0)"]),
    part("q0_1", "q0", ["for values with (modulus 2, remainder 1)", "for values with (modulus 4, remainder 1)"]),
    ...ownSlots(major, "p0_1", "p0"),
    ...ownSlots(major, "p0_2_a", "p0"),
    ...ownSlots(major, "q0_0", "q0"),
  ];
}

function ownSlots(major: number, name: string, root: string): readonly Slot[] {
  const inherited = [`attached app.${name}`, `column app.${root}.n0`];
  return [
    slot(major, `index app.${name}`, inherited, [
      `create index ${name}_own on app.${name} (n0)`,
      `create index ${name}_own on app.${name} (n0 desc)`,
    ]),
    slot(major, `default app.${name}`, inherited, [`alter table app.${name} alter column n0 set default 5`]),
    slot(major, `check app.${name}`, [`table app.${name}`], [`alter table app.${name} add constraint own check (k < 1000)`]),
  ];
}
