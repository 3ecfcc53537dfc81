/**
 * GHASH, the authenticating half of AES-GCM (NIST SP 800-38D, 6.3 and 6.4): a polynomial over GF(2^128) at a secret point, block by block. A table for
 * each of a block's sixteen bytes makes a multiplication sixteen look-ups; 64 KiB for each key.
 */

/** Bytes of a block. */
export const ghashBlock = 16;

/** A running hash: four words of 32 bits, the most significant one first. */
export type GhashState = Int32Array;

/** Takes up bytes `from` to `to`; a last block that is not whole counts as if zeros followed it. */
export type Ghash = (state: GhashState, bytes: Uint8Array, from: number, to: number) => void;

/** The hash at a point: the encryption of a block of zeros under the key. */
export function ghashAt(point: Uint8Array): Ghash {
  const table = tableOf(point);
  return (state, bytes, from, to) => {
    let [s0, s1, s2, s3] = [state[0] ?? 0, state[1] ?? 0, state[2] ?? 0, state[3] ?? 0];
    for (let at = from; at < to; at += ghashBlock) {
      const mixed0 = s0 ^ wordAt(bytes, at, to);
      const mixed1 = s1 ^ wordAt(bytes, at + 4, to);
      const mixed2 = s2 ^ wordAt(bytes, at + 8, to);
      const mixed3 = s3 ^ wordAt(bytes, at + 12, to);
      [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let byte = 0; byte < 4; byte++) {
        const shift = 24 - 8 * byte;
        const entry0 = entryOf(byte, (mixed0 >>> shift) & 255);
        const entry1 = entryOf(byte + 4, (mixed1 >>> shift) & 255);
        const entry2 = entryOf(byte + 8, (mixed2 >>> shift) & 255);
        const entry3 = entryOf(byte + 12, (mixed3 >>> shift) & 255);
        s0 ^= (table[entry0] ?? 0) ^ (table[entry1] ?? 0) ^ (table[entry2] ?? 0) ^ (table[entry3] ?? 0);
        s1 ^= (table[entry0 + 1] ?? 0) ^ (table[entry1 + 1] ?? 0) ^ (table[entry2 + 1] ?? 0) ^ (table[entry3 + 1] ?? 0);
        s2 ^= (table[entry0 + 2] ?? 0) ^ (table[entry1 + 2] ?? 0) ^ (table[entry2 + 2] ?? 0) ^ (table[entry3 + 2] ?? 0);
        s3 ^= (table[entry0 + 3] ?? 0) ^ (table[entry1 + 3] ?? 0) ^ (table[entry2 + 3] ?? 0) ^ (table[entry3 + 3] ?? 0);
      }
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
  };
}

/** Of a byte at its place in a block. */
function entryOf(place: number, byte: number): number {
  return (place * 256 + byte) * 4;
}

function wordAt(bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 <= to)
    return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  let word = 0;
  for (let i = 0; i < 4; i++) word = (word << 8) | (at + i < to ? (bytes[at + i] ?? 0) : 0);
  return word;
}

/** What each byte at each place of a block is after the multiplication; the first bit of a block is its lowest power. */
function tableOf(point: Uint8Array): Int32Array {
  const table = new Int32Array(ghashBlock * 256 * 4);
  const power = new Int32Array([
    wordAt(point, 0, ghashBlock),
    wordAt(point, 4, ghashBlock),
    wordAt(point, 8, ghashBlock),
    wordAt(point, 12, ghashBlock),
  ]);
  for (let bit = 0; bit < 128; bit++) {
    const place = bit >> 3;
    const mask = 0x80 >> (bit & 7);
    for (let byte = 0; byte < 256; byte++)
      if ((byte & mask) !== 0)
        for (let word = 0; word < 4; word++) {
          const entry = entryOf(place, byte) + word;
          table[entry] = (table[entry] ?? 0) ^ (power[word] ?? 0);
        }
    timesX(power);
  }
  return table;
}

function timesX(power: Int32Array): void {
  const [p0, p1, p2, p3] = [power[0] ?? 0, power[1] ?? 0, power[2] ?? 0, power[3] ?? 0];
  power[3] = (p3 >>> 1) | (p2 << 31);
  power[2] = (p2 >>> 1) | (p1 << 31);
  power[1] = (p1 >>> 1) | (p0 << 31);
  // x^128 is 1 + x + x^2 + x^7
  power[0] = (p0 >>> 1) ^ ((p3 & 1) === 0 ? 0 : 0xe1000000);
}
