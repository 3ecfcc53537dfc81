/**
 * Tags as text. Unbounded text cannot be mapped without collisions into less room than it takes; 80 bits of a tag are as good in practice:
 * two of 10 million values meet with a probability of 4·10⁻¹¹, two of a billion with 4·10⁻⁷.
 */

/** Characters of a tag where there is room: 80 bits. */
export const tagLength = 16;
/** The fewest that may tell unique values apart: 65 bits, 1.4·10⁻⁶ for 10 million values. */
export const shortestTag = 13;

/** No i, l, o, u: nothing to misread, and no words. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const pairs = Array.from({ length: 1024 }, (_, i) => `${alphabet[i >> 5]}${alphabet[i & 31]}`);

/** The first `length` (at most 16) characters that stand for a tag; takes 30 bits of `a`, 30 of `b` and 20 of `c`. */
export function tagText(a: number, b: number, c: number, length: number = tagLength): string {
  const text =
    `${pairs[a & 1023]}${pairs[(a >>> 10) & 1023]}${pairs[(a >>> 20) & 1023]}${pairs[b & 1023]}` +
    `${pairs[(b >>> 10) & 1023]}${pairs[(b >>> 20) & 1023]}${pairs[c & 1023]}${pairs[(c >>> 10) & 1023]}`;
  return length >= tagLength ? text : text.slice(0, length);
}
