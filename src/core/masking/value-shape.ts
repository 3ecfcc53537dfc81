/**
 * What a single value looks like, by its form and, where there are any, its check digits. Used on samples to propose a mask, and on strings inside
 * of JSON, where there is no column to name one.
 */

/** A form that tells what a value is. */
export type ValueShape =
  | "email"
  | "uuid"
  | "url"
  | "ip"
  | "jwt"
  | "iban"
  | "card"
  | "phone"
  | "date"
  | "number"
  | "secret"
  | "json"
  | "image";

const patterns: readonly (readonly [ValueShape, RegExp])[] = [
  ["email", /^\s*[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]{2,}\s*$/],
  ["uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ["image", /^data:[a-z]+\/[a-z0-9.+-]+[;,]/i],
  ["url", /^[a-z][a-z0-9+.-]*:\/\/\S+$/i],
  ["ip", /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/\d{1,2})?$/],
  ["ip", /^(?=.*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{2,39}(?:\/\d{1,3})?$/i],
  ["jwt", /^eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*$/],
  ["date", /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/],
];

/** Every shape has one of these; most words have none. */
const telling = /[\d@:{[$]/;

/** The shape of a value; null for plain words and everything else. */
export function valueShape(value: string): ValueShape | null {
  if (value.length < 2 || value.length > 8192 || !telling.test(value)) return null;
  for (const [shape, pattern] of patterns) if (pattern.test(value)) return shape;
  if (isIban(value)) return "iban";
  if (isCard(value)) return "card";
  if (/^-?\d+(?:\.\d+)?$/.test(value) && !/^0\d{5,}$/.test(value)) return "number";
  if (isPhone(value)) return "phone";
  if (/^\s*[[{]["{[\s\dtfn\]}-]/.test(value) && /[\]}]\s*$/.test(value)) return "json";
  return isSecret(value) ? "secret" : null;
}

/** ISO 13616: letters count as 10 to 35, the first four characters move to the end, and the whole is 1 modulo 97. */
function isIban(value: string): boolean {
  const compact = value.replace(/[ -]/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d\d[A-Z0-9]{11,30}$/.test(compact)) return false;
  let rest = 0;
  for (const sign of compact.slice(4) + compact.slice(0, 4)) {
    const number = Number.parseInt(sign, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest === 1;
}

/** Payment cards: 13 to 19 digits of a known first digit, whose Luhn sum ends in 0 (ISO/IEC 7812-1). */
function isCard(value: string): boolean {
  if (!/^[2-6][\d -]{11,22}\d$/.test(value)) return false;
  const digits = value.replace(/\D/g, "");
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i)) * (1 + (i % 2));
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** E.164 allows 15 digits; separators between, and a plus, a 0 or brackets in front. */
function isPhone(value: string): boolean {
  if (!/^\s*(?:\+|\(|0)[\d ()./\u00a0-]{5,24}(?:(?:x|ext\.?)\s*\d+)?\s*$/i.test(value)) {
    return /^\d{3}[-. ]\d{3,4}[-. ]\d{4}$/.test(value);
  }
  const digits = value.replace(/\D/g, "").length;
  return digits >= 6 && digits <= 17;
}

/** What keys and hashes have: no blanks, some length, and characters spread as by chance; names with a known prefix of keys. */
function isSecret(value: string): boolean {
  if (
    /^(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|AKIA|ASIA|AIza|ya29|glpat|npm|shpat|whsec)[-_.A-Z0-9]/.test(value) &&
    value.length >= 16
  )
    return true;
  if (/^\$(?:2[aby]|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*|[156y])\$/.test(value)) return true;
  if (value.length < 20 || /[\s@]/.test(value) || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  if (!/^[\w+/=.~-]+$/.test(value)) return false;
  return /^[0-9a-f]+$/i.test(value) ? value.length >= 32 && entropy(value) > 3 : entropy(value) > 3.7;
}

/** Bits per character by Shannon. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
