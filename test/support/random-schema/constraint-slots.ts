/** Keys, checks, exclusions and foreign keys of a table; foreign keys may form cycles. */

import { prefixed, type RandomTable } from "./random-table.ts";
import { type Slot, slot, type VariantText } from "./slot.ts";

/** The slots. */
export function constraintSlots(major: number, table: RandomTable): readonly Slot[] {
  const { name, short, key, isPartitioned } = table;
  const of = (constraint: string, needs: readonly string[], variants: readonly VariantText[]) =>
    slot(
      major,
      `constraint ${name}.${constraint}`,
      needs,
      prefixed(`alter table ${name} add constraint "${short}_${constraint}" `, variants),
    );
  const [keyColumn, n0, s0] = [`column ${name}.${key}`, `column ${name}.n0`, `column ${name}.s0`];
  // a key of a partitioned table must hold the partition key
  const unique = isPartitioned ? `n0, ${key}` : "n0";
  return [
    of(
      "pk",
      [keyColumn],
      [
        [`primary key (${key})`, { gives: [`unique ${name}.${key}`, `key ${name}`] }],
        [`primary key (${key}) include (n0)`, { needs: [n0], gives: [`unique ${name}.${key}`] }],
        [`primary key (${key}, n0)`, { needs: [n0] }],
        `primary key (${key}) deferrable initially deferred`,
      ],
    ),
    of(
      "uq",
      [n0],
      [
        [`unique (${unique})`, isPartitioned ? {} : { gives: [`unique ${name}.n0`] }],
        [`unique (${unique}, s0)`, { needs: [s0] }],
        [`unique nulls not distinct (${unique})`, { since: 15 }],
        [`unique (${unique}) include (s0)`, { needs: [s0] }],
      ],
    ),
    of(
      "ck",
      [keyColumn],
      [
        `check (${key} > 0)`,
        `check (${key} > 0) not valid`,
        ...(isPartitioned ? [] : [`check (${key} > 0) no inherit`]),
        [`check (app.fits(${key}))`, { needs: ["function app.fits"] }],
        [`check (${key} > 0 and n0 < 1000)`, { needs: [n0] }],
      ],
    ),
    of("fk", [`integer ${name}.n0`], foreignKeys(table)),
    of("back", [`integer ${name}.${key}`], isPartitioned ? [] : backKeys(table)),
    of("ex", [n0], isPartitioned ? [] : ["exclude using btree (n0 with =) where (n0 > 0)", "exclude using btree (n0 with =)"]),
  ];
}

function foreignKeys({ references, isPartitioned }: RandomTable): readonly VariantText[] {
  const reference = (target: string, rest: string): VariantText => [
    `foreign key (n0) references ${target} (id)${rest}`,
    { needs: [`integer ${target}.id`, `unique ${target}.id`, `permanent ${target}`] },
  ];
  return [
    ...references.flatMap((target) => [
      reference(target, ""),
      reference(target, " on delete cascade deferrable initially deferred"),
    ]),
    // a partitioned table takes no NOT VALID foreign key before 18
    ...(isPartitioned ? [] : references.slice(0, 1).map((target) => reference(target, " on update set null not valid"))),
  ];
}

function backKeys({ references, name }: RandomTable): readonly VariantText[] {
  return references
    .slice(-1)
    .flatMap((target): readonly VariantText[] => [
      [
        `foreign key (id) references ${target} (n0)`,
        { needs: [`integer ${name}.id`, `integer ${target}.n0`, `unique ${target}.n0`, `permanent ${target}`] },
      ],
    ]);
}
