/** Arbitrary schemas and arbitrary edits of them, for fast-check. */

import { type Arbitrary, array, nat, oneof, toStringMethod, tuple } from "fast-check";
import { attachedSlots } from "./attached-slots.ts";
import { type Choices, printSchema } from "./print-schema.ts";
import { routineSlots } from "./routine-slots.ts";
import type { Slot } from "./slot.ts";
import { tableSlots } from "./table-slots.ts";
import { typeSlots } from "./type-slots.ts";
import { viewSlots } from "./view-slots.ts";

/** Two schemas, the second an edit of the first. */
export interface SchemaEdit {
  readonly before: string;
  readonly after: string;
  /** As a failure shows it. */
  readonly [toStringMethod]?: () => string;
}

/** Every slot on servers of a major version, in the order in which what they hold is best made. */
function allSlots(major: number): readonly Slot[] {
  const slots = [typeSlots, routineSlots, tableSlots, viewSlots, attachedSlots].flatMap((of) => of(major));
  return slots.filter(({ variants }) => variants.length > 0);
}

/** A schema and what some other choices make of it. */
export function schemaEdits(major: number): Arbitrary<SchemaEdit> {
  const slots = allSlots(major);
  return choiceEdits(slots).map((choices) => {
    const [before, after] = choices.map((each) => printSchema(slots, each)) as [string, string]; // as many as choices
    return { before, after, [toStringMethod]: () => `\n-- before\n${before}\n-- after\n${after}\n` };
  });
}

/** The same as choices. Schemas are sparse or crowded, and most edits are small, as people's are. */
function choiceEdits(slots: readonly Slot[]): Arbitrary<readonly [before: Choices, after: Choices]> {
  const edit = tuple(nat(slots.length - 1), nat(9));
  const edits = oneof(array(edit, { minLength: 2, maxLength: 8 }), array(edit, { minLength: 10, maxLength: 80 }));
  return tuple(oneof(choices(slots, 1), choices(slots, 3), choices(slots, 6)), edits).map(([before, changed]) => {
    const after = [...before];
    for (const [at, n] of changed) after[at] = n % ((slots[at]?.variants.length ?? 0) + 1);
    return [before, after] as const;
  });
}

/** What others stand on is there more often than not; of the rest, one in `emptiness` + 1. */
function choices(slots: readonly Slot[], emptiness: number): Arbitrary<Choices> {
  const one = ({ name, variants }: Slot) => {
    const isGround = /^(?:schema|table|type|column) /.test(name);
    const wanted = isGround ? variants.length * 2 : variants.length * (1 + emptiness);
    // ground beyond its variants starts from the first again, so that it is rarely empty
    return nat(wanted).map((n) => (n <= variants.length ? n : isGround ? n - variants.length : 0));
  };
  return tuple(...slots.map(one));
}
