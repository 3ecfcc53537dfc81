/**
 * A keyed permutation of UUIDs: 122 bits are permuted; version and variant stay, so that what a version-4 UUID was is one again. Time-ordered
 * UUIDs lose their order.
 */

import { createCipheriv } from "node:crypto";

const rounds = 10;
/** Words of a lane: high and low of the left 61 bits, then of the right. */
const width = 4;
const high = 2 ** 29 - 1;

/** Maps UUIDs (36 characters, either case; lower case comes out) under a key of 32 bytes. */
export function permuteUuids(key: Buffer): (uuids: readonly string[]) => readonly string[] {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return (uuids) => {
    const words = new Uint32Array(uuids.length * width);
    for (let lane = 0; lane < uuids.length; lane++) split(uuids[lane] ?? "", words, width * lane);
    const input = new Uint8Array(uuids.length * 16);
    const view = new DataView(input.buffer);
    for (let round = 0; round < rounds; round++) {
      const from = round % 2 === 0 ? 2 : 0;
      for (let lane = 0; lane < uuids.length; lane++) {
        view.setUint32(16 * lane, round, true);
        view.setUint32(16 * lane + 8, words[width * lane + from] ?? 0, true);
        view.setUint32(16 * lane + 12, words[width * lane + from + 1] ?? 0, true);
      }
      const output = cipher.update(input);
      const random = new DataView(output.buffer, output.byteOffset, output.length);
      for (let lane = 0; lane < uuids.length; lane++) {
        const to = width * lane + 2 - from;
        words[to] = (words[to] ?? 0) ^ (random.getUint32(16 * lane, true) & high);
        words[to + 1] = (words[to + 1] ?? 0) ^ random.getUint32(16 * lane + 4, true);
      }
    }
    return uuids.map((uuid, lane) => join(uuid, words, width * lane));
  };
}

/** The 61 bits before and the 61 bits after the variant: 48 bits and 12 around the version, and the one bit that is left over goes left. */
function split(uuid: string, words: Uint32Array, at: number): void {
  const [first, second, third, fourth, fifth] = fields(uuid);
  words[at] = (second << 12) | (third & 0xfff) | (((fourth >> 13) & 1) << 28);
  words[at + 1] = first;
  words[at + 2] = ((fourth & 0x1fff) << 16) | Math.floor(fifth / 2 ** 32);
  words[at + 3] = fifth % 2 ** 32;
}

function join(uuid: string, words: Uint32Array, at: number): string {
  const left = words[at] ?? 0;
  const right = words[at + 2] ?? 0;
  const version = uuid.slice(14, 15).toLowerCase();
  const variant = Number.parseInt(uuid.slice(19, 20), 16) >> 2;
  const second = (left >>> 12) & 0xffff;
  const fourth = (variant << 14) | (((left >>> 28) & 1) << 13) | ((right >>> 16) & 0x1fff);
  return (
    `${hex(words[at + 1] ?? 0, 8)}-${hex(second, 4)}-${version}${hex(left & 0xfff, 3)}-` +
    `${hex(fourth, 4)}-${hex(right & 0xffff, 4)}${hex(words[at + 3] ?? 0, 8)}`
  );
}

function fields(uuid: string): readonly [number, number, number, number, number] {
  const at = (from: number, to: number) => Number.parseInt(uuid.slice(from, to), 16);
  return [at(0, 8), at(9, 13), at(14, 18), at(19, 23), at(24, 36)];
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, "0");
}
