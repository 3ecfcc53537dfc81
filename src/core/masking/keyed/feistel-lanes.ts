/**
 * Keyed permutations of pairs of numbers, thousands at a time: a Feistel network in the manner of FF1 (NIST SP 800-38G), with AES-256
 * over one block as the round function. Whatever the round function says, each round can be undone, so no two inputs ever meet.
 */

import { createCipheriv } from "node:crypto";

/** As FF1 has it. */
const rounds = 10;

/** Pairs, one per lane. A lane's pair lies in [0, leftSize) × [0, rightSize), each size at most 10¹². Changed in place. */
export interface PairLanes {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly leftSize: Float64Array;
  readonly rightSize: Float64Array;
  /** A permutation of its own for each: what tells a lane's set from others of its size. 32 bits. */
  readonly tweak: Uint32Array;
}

/** Lanes for so many pairs. */
export function pairLanes(count: number): PairLanes {
  return {
    left: new Float64Array(count),
    right: new Float64Array(count),
    leftSize: new Float64Array(count),
    rightSize: new Float64Array(count),
    tweak: new Uint32Array(count),
  };
}

/** A permutation under a key of 32 bytes. */
export function feistelLanes(key: Buffer): (lanes: PairLanes) => void {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return (lanes) => {
    const input = new Uint8Array(lanes.left.length * 16);
    const view = new DataView(input.buffer);
    for (let round = 0; round < rounds; round++) {
      const changes = round % 2 === 0 ? lanes.left : lanes.right;
      const sizes = round % 2 === 0 ? lanes.leftSize : lanes.rightSize;
      const other = round % 2 === 0 ? lanes.right : lanes.left;
      for (let lane = 0; lane < changes.length; lane++) {
        const value = other[lane] ?? 0;
        view.setUint32(16 * lane, round, true);
        view.setUint32(16 * lane + 4, lanes.tweak[lane] ?? 0, true);
        view.setUint32(16 * lane + 8, value % 2 ** 32, true);
        view.setUint32(16 * lane + 12, value / 2 ** 32, true);
      }
      const output = cipher.update(input);
      const random = new DataView(output.buffer, output.byteOffset, output.length);
      for (let lane = 0; lane < changes.length; lane++) {
        const size = sizes[lane] ?? 1;
        // 48 bits as a fraction: exact for sizes up to 10¹², with a bias below 2^-8 there and 2^-16 for halves of 32 bits
        const fraction = (random.getUint32(16 * lane, true) + random.getUint16(16 * lane + 4, true) * 2 ** 32) / 2 ** 48;
        const sum = (changes[lane] ?? 0) + Math.floor(fraction * size);
        changes[lane] = sum >= size ? sum - size : sum;
      }
    }
  };
}
