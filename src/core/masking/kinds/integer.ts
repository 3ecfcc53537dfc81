/**
 * Whole numbers: a keyed permutation of those with as many digits and the same sign. What fits a smallint stays one, and so for integer,
 * so that the same number comes out the same in columns of each width. Zero stays zero.
 */

import { domainKey } from "../keyed/domain-key.ts";
import { permuteBelow } from "../keyed/permute-below.ts";
import { type Masker, maskerOf } from "../masker.ts";
import type { KeyedDomain } from "./tagged.ts";

/** The largest values of smallint, integer and bigint; the smallest of each is one further below zero. */
const largest = [32_767n, 2_147_483_647n, 9_223_372_036_854_775_807n] as const;

interface NumberSet {
  readonly low: bigint;
  readonly high: bigint;
  readonly size: bigint;
  readonly tweak: number;
}

const sets = { positive: setsOf(0n), negative: setsOf(1n) };

/** A masker for columns of integer types. */
export function integer(keyed: KeyedDomain): Masker {
  const permute = permuteBelow(domainKey(keyed.key, "integer", keyed.domain));
  return maskerOf((values) => {
    const numbers = values.map(magnitude);
    const found = values.map((value, i) => setOf(value, numbers[i] ?? 0n));
    const permuted = permute({
      values: numbers.map((number, i) => number - (found[i]?.low ?? 0n)),
      sizes: found.map(({ size }) => size),
      tweaks: found.map(({ tweak }) => tweak),
    });
    return values.map((value, i) => {
      const text = String((permuted[i] ?? 0n) + (found[i]?.low ?? 0n));
      return value.startsWith("-") ? `-${text}` : text;
    });
  });
}

/** Numbers of one length within one type, per length; zero is a set of its own. `more`: how much further a type goes. */
function setsOf(more: bigint): readonly (readonly NumberSet[])[] {
  const byLength: NumberSet[][] = [[], []];
  byLength[1]?.push({ low: 0n, high: 0n, size: 1n, tweak: 0 });
  for (let digits = 1; digits <= 19; digits++) {
    const list = byLength[digits] ?? [];
    byLength[digits] = list;
    const top = 10n ** BigInt(digits) - 1n;
    let low = 10n ** BigInt(digits - 1);
    for (const bound of [...largest.map((most) => most + more), top]) {
      const high = bound < top ? bound : top;
      if (high < low) continue;
      list.push({ low, high, size: high - low + 1n, tweak: 256 * digits + 2 * list.length + Number(more) });
      low = high + 1n;
    }
  }
  return byLength;
}

function setOf(text: string, number: bigint): NumberSet {
  const isNegative = text.startsWith("-");
  const list = (isNegative ? sets.negative : sets.positive)[isNegative ? text.length - 1 : text.length];
  const found = list?.find(({ high }) => number <= high);
  if (found === undefined) throw new RangeError("not an integer of PostgreSQL");
  return found;
}

function magnitude(text: string): bigint {
  return BigInt(text.startsWith("-") ? text.slice(1) : text);
}
