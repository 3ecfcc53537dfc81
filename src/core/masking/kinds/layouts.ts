/** Which characters of a value are replaced in place, per kind. What stays must never hold what identifies. */

import { countryCodeLength } from "./country-codes.ts";
import type { Layout } from "./in-place.ts";
import { hexSets, plainSets, symbols } from "./symbols.ts";

/** Blanks and dashes of typesetting, as they come with pasted numbers. */
const typeset = /[\u00a0\u2007\u2009-\u2015\u202f]/;

/** Every letter and digit; punctuation stays. */
export const plainLayout: Layout = { stays: typeset, read: (value, into) => read(value, into, plainSets) };

/** Every letter and digit, as hexadecimal text; a leading \x (bytea) or 0x stays. */
export const hexLayout: Layout = {
  stays: typeset,
  read: (value, into) => {
    read(value, into, hexSets);
    if (/^[\\0]x/.test(value)) into.fill(symbols.stays, 0, 2);
    return 0;
  },
};

/**
 * Telephone numbers: an international prefix with its country stays, or the 0 that opens a national number, so that
 * a number stays as long and as callable as it was. It may be somebody's: nothing may call or write from a copy.
 */
export const phoneLayout: Layout = {
  stays: typeset,
  read: (value, into) => {
    read(value, into, plainSets);
    const prefix = /^\s*(?:\+|00)/.exec(value)?.[0].length ?? 0;
    into.fill(symbols.stays, 0, prefix);
    const country = prefix === 0 ? 0 : stay(value, into, prefix, countryCodeLength(value.slice(prefix).replace(/\D/g, "")));
    const isNational = first(value, into) === "0" && prefix === 0;
    // of 026 must never come 009, which would be read as a prefix and meet what comes of another 00…
    if (isNational) first(value, into);
    return country;
  },
};

/** Numbers with a point: sign, scale and the number of digits stay, and so do leading and trailing zeros. */
export const numberLayout: Layout = {
  stays: typeset,
  read: (value, into) => {
    const end = /[eE]/.exec(value)?.index ?? value.length;
    const point = value.indexOf(".");
    let first = -1;
    let last = -1;
    for (let i = 0; i < end; i++) {
      const code = value.charCodeAt(i);
      if (code < 48 || code > 57) continue;
      if (code !== 48 && first < 0) first = i;
      if (code !== 48 || point < 0 || i < point) last = i;
      if (first >= 0) into[i] = symbols.digit;
    }
    if (first < 0) return 0;
    into[first] = symbols.firstDigit;
    // 1.5 and 1.50 are one number: what ends a fraction never becomes a zero, and zeros after it stay
    if (point >= 0 && last > point) into[last] = symbols.firstDigit;
    into.fill(symbols.stays, Math.max(last + 1, first + 1), end);
    return first;
  },
};

/** The first digit that is left: 0 stays, and no other becomes 0. */
function first(value: string, into: Uint8Array): string {
  const at = into.indexOf(symbols.digit);
  const digit = value.charAt(at);
  if (at >= 0) into[at] = digit === "0" ? symbols.stays : symbols.firstDigit;
  return digit;
}

function read(value: string, into: Uint8Array, sets: Uint8Array): number {
  for (let i = 0; i < value.length; i++) into[i] = sets[value.charCodeAt(i)] ?? symbols.stays;
  return 0;
}

/** Lets the next `count` digits stay, and gives them as a number. */
function stay(value: string, into: Uint8Array, from: number, count: number): number {
  let digits = "";
  for (let i = from; i < value.length && digits.length < count; i++) {
    if (into[i] !== symbols.digit) continue;
    into[i] = symbols.stays;
    digits += value.charAt(i);
  }
  return Number(digits);
}
