/** Indexes of a table, and what tables say about their indexes. */

import { prefixed, type RandomTable } from "./random-table.ts";
import { type Slot, slot, type VariantText } from "./slot.ts";

/** The slots. */
export function indexSlots(major: number, { name, short, isPartitioned }: RandomTable): readonly Slot[] {
  const of = (index: string, needs: readonly string[], variants: readonly VariantText[]) =>
    slot(major, `index ${name}.${index}`, needs, prefixed(`create index "${short}_${index}" on ${name} `, variants));
  const text = { needs: [`column ${name}.s0`] };
  return [
    of(
      "i0",
      [`column ${name}.n0`],
      [
        "(n0)",
        ["(n0 desc nulls last, s0)", text],
        ["(n0) include (s0)", text],
        "(n0) with (fillfactor = 50)",
        "using brin (n0)",
        ["((app.twice(n0::integer)))", { needs: ["function app.twice"] }],
      ],
    ),
    of(
      "i1",
      [`column ${name}.s0`],
      [
        "(lower(s0)) where s0 is not null",
        ["(lower(s0))", { gives: [`plain ${name}.i1`] }],
        ["(s0)", { gives: [`plain ${name}.i1`] }],
        '(s0 collate "C")',
        ["(s0, e0) where e0 = 'a'", { needs: [`mood ${name}.e0`] }],
      ],
    ),
    of("i2", [`jsonb ${name}.j0`], ["using gin (j0)", "using gin (j0 jsonb_path_ops)"]),
    slot(
      major,
      `index ${name}.unique`,
      [`column ${name}.n0`],
      isPartitioned
        ? []
        : [
            `create unique index "${short}_unique" on ${name} (n0)`,
            `create unique index "${short}_unique" on ${name} (n0) where n0 > 1`,
          ],
    ),
    slot(major, `cluster ${name}`, [`plain ${name}.i1`], isPartitioned ? [] : [`alter table ${name} cluster on "${short}_i1"`]),
    slot(
      major,
      `replica identity ${name}`,
      [`table ${name}`],
      [
        `alter table ${name} replica identity full`,
        [`alter table ${name} replica identity using index "${short}_pk"`, { needs: [`key ${name}`] }],
      ],
    ),
  ];
}
