/** What a table does beyond holding rows: triggers and their states, policies, row security, rules. */

import type { RandomTable } from "./random-table.ts";
import { type Slot, slot, type VariantText } from "./slot.ts";

/** The slots. */
export function behaviourSlots(major: number, { name, short, key, isPartitioned, references }: RandomTable): readonly Slot[] {
  const n0 = { needs: [`column ${name}.n0`] };
  const trigger = (rest: string, details: { readonly needs: readonly string[] } = { needs: [] }): VariantText => [
    `create trigger "${short}_touch" ${rest} execute function app.touch()`,
    details,
  ];
  const policy = (rest: string, needs: readonly string[] = []): VariantText => [
    `create policy own on ${name} ${rest}`,
    { needs },
  ];
  const rule = (rest: string, needs: readonly string[] = []): VariantText => [`create rule quiet as on ${rest}`, { needs }];
  return [
    slot(
      major,
      `trigger ${name}`,
      [`table ${name}`, `column ${name}.${key}`, "function app.touch"],
      [
        trigger(`before insert on ${name} for each row`),
        trigger(`after update of n0 on ${name} for each row when (old.n0 is distinct from new.n0)`, n0),
        trigger(`before insert or update on ${name} for each row when (new.${key} > 5)`),
        trigger(`after insert on ${name} referencing new table as fresh for each statement`),
      ],
    ),
    slot(
      major,
      `state of trigger ${name}`,
      [`trigger ${name}`],
      [`alter table ${name} disable trigger "${short}_touch"`, `alter table ${name} enable always trigger "${short}_touch"`],
    ),
    slot(
      major,
      `constraint trigger ${name}`,
      [`table ${name}`, "function app.touch"],
      [
        `create constraint trigger later after insert on ${name} deferrable initially deferred for each row execute function app.touch()`,
        `create constraint trigger later after insert on ${name} for each row execute function app.touch()`,
      ],
    ),
    slot(
      major,
      `row security ${name}`,
      [`table ${name}`],
      [
        `alter table ${name} enable row level security`,
        `alter table ${name} enable row level security; alter table ${name} force row level security`,
      ],
    ),
    slot(
      major,
      `policy ${name}`,
      [`table ${name}`, `column ${name}.${key}`],
      [
        policy(`using (${key} > 0)`),
        policy("for select to p_reader using (n0 > 0)", n0.needs),
        policy(`as restrictive for insert with check (app.fits(${key}))`, ["function app.fits"]),
        ...references
          .slice(0, 1)
          .map((other) => policy(`using (exists (select from ${other} o where o.id = ${key}))`, [`column ${other}.id`])),
      ],
    ),
    slot(
      major,
      `rule ${name}`,
      [`table ${name}`, `column ${name}.${key}`],
      isPartitioned
        ? []
        : [
            rule(`delete to ${name} where old.${key} = 99 do instead nothing`),
            rule(`update to ${name} where old.n0 = 99 do instead nothing`, n0.needs),
          ],
    ),
  ];
}
