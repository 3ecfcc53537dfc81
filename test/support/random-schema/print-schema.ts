/** Chosen variants as SQL, in an order in which a server takes them. */

import type { Slot, Variant } from "./slot.ts";

/** For each slot the number of its variant, from 1 on; 0 leaves it empty. */
export type Choices = readonly number[];

/** The statements of everything whose needs are met; the rest is left out, and so is what needs that. */
export function printSchema(slots: readonly Slot[], choices: Choices): string {
  let waiting = slots.flatMap((slot, i): { slot: Slot; variant: Variant }[] => {
    const variant = slot.variants[(choices[i] ?? 0) - 1];
    return variant === undefined ? [] : [{ slot, variant }];
  });
  const given = new Set<string>();
  const statements: string[] = [];
  for (;;) {
    const later: typeof waiting = [];
    for (const entry of waiting) {
      const { slot, variant } = entry;
      if (variant.needs.every((word) => given.has(word))) {
        for (const word of [slot.name, ...variant.gives]) given.add(word);
        statements.push(`${variant.sql};`);
      } else later.push(entry);
    }
    if (later.length === waiting.length) return statements.join("\n");
    waiting = later;
  }
}
