/** A small seeded generator of random numbers (mulberry32): the same schema on every machine and every run. */

/** Draws from one sequence. */
export interface SeededRandom {
  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number;
  /** So many different items, in random order. */
  pick<Item>(items: readonly Item[], count: number): readonly Item[];
}

/** A sequence for the seed. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const pick = <Item>(items: readonly Item[], count: number): readonly Item[] => {
    const left = [...items];
    const picked: Item[] = [];
    while (picked.length < count && left.length > 0) picked.push(...left.splice(below(left.length), 1));
    return picked;
  };
  return { below, pick };
}
