/** Where the country ends in an international telephone number (ITU-T E.164, list of assigned country codes). */

/** Codes of two digits; 1 and 7 are codes of one, and all others have three. */
const ofTwo = new Set(
  (
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
    "81 82 84 86 90 91 92 93 94 95 98"
  ).split(" "),
);

/** How many of the digits are the country's code. */
export function countryCodeLength(digits: string): number {
  if (digits.startsWith("1") || digits.startsWith("7")) return 1;
  return ofTwo.has(digits.slice(0, 2)) ? 2 : 3;
}
