/**
 * Sets of characters that replace one another in place. Every character stays within its set, so a value's layout (which set stands where)
 * never changes, and values of different layouts cannot meet.
 */

/** The characters of a set, in the order of their codes. */
const sets = [
  "",
  "0123456789",
  "123456789",
  "abcdefghijklmnopqrstuvwxyz",
  "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "0123456789abcdef",
  "ABCDEF",
  "ghijklmnopqrstuvwxyz",
] as const;

/** Names of the sets; `stays` leaves a character as it is. */
export const symbols = { stays: 0, digit: 1, firstDigit: 2, lower: 3, upper: 4, hex: 5, upperHex: 6, beyondHex: 7 } as const;

/** Set and character code → place in the set. */
const placeOf = sets.map((set) => {
  const places = new Uint8Array(128);
  for (let i = 0; i < set.length; i++) places[set.charCodeAt(i)] = i;
  return places;
});

/** The codes of a set's characters. */
export const setCodes = sets.map((set) => Uint8Array.from(set, (symbol) => symbol.charCodeAt(0)));

/** How many characters a set has. */
export const setSize = sets.map((set) => set.length);

/** The place of a character (by its code) in a set. */
export function placeIn(set: number, code: number): number {
  return placeOf[set]?.[code] ?? 0;
}

/** The set of each character of ASCII in plain text: digits, letters of either case, all else stays. */
export const plainSets = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code <= 57) return symbols.digit;
  if (code >= 97 && code <= 122) return symbols.lower;
  return code >= 65 && code <= 90 ? symbols.upper : symbols.stays;
});

/** The same for hexadecimal text, of which no letter beyond f comes out. */
export const hexSets = plainSets.map((set, code) => {
  if (set === symbols.digit) return symbols.hex;
  if (set === symbols.lower) return code <= 102 ? symbols.hex : symbols.beyondHex;
  return set === symbols.upper && code <= 70 ? symbols.upperHex : set;
});
