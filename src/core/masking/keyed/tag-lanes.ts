/**
 * Tags: 128 bits that stand for a value under a key, thousands of values at a time. AES-256-CMAC (NIST SP 800-38B) runs over all values
 * side by side, one cipher call per block: 0.1 µs a value where an HMAC each takes 3 to 6. Long values take the HMAC, under a key of its own.
 */

import { createCipheriv, createHmac } from "node:crypto";

/** Tags of a batch: tag `i` lies at byte `16 * i`. */
export type Tags = DataView;

const block = 16;
/** Beyond, a call per block costs more than an HMAC over the whole. */
const longest = 32 * block;
const encoder = new TextEncoder();

/** The tags of values under a key of 32 bytes; `longKey` is for what is longer than 512 bytes. */
export function tagLanes(key: Buffer, longKey: Buffer): (values: readonly string[]) => Tags {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const whole = doubled(cipher.update(new Uint8Array(block)));
  const padded = doubled(whole);
  return (values) => {
    const states = new Uint8Array(values.length * block);
    const starts = new Uint32Array(values.length);
    const ends = new Uint32Array(values.length);
    const active: number[] = [];
    let size = 0;
    for (let lane = 0; lane < values.length; lane++) {
      const length = byteLength(values[lane] ?? "");
      if (length > longest) {
        const digest = createHmac("sha256", longKey)
          .update(values[lane] ?? "", "utf8")
          .digest();
        states.set(digest.subarray(0, block), lane * block);
        continue;
      }
      starts[lane] = size;
      ends[lane] = size + length;
      size += Math.max(1, Math.ceil(length / block)) * block;
      active.push(lane);
    }
    const blocks = new Uint8Array(size);
    for (const lane of active) place(values[lane] ?? "", blocks, starts[lane] ?? 0, ends[lane] ?? 0, whole, padded);
    chain((data) => cipher.update(data), { blocks, states, starts, ends }, active);
    return new DataView(states.buffer);
  };
}

/** Of UTF-8. */
function byteLength(value: string): number {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127) return encoder.encode(value).length;
  return value.length;
}

/** Writes a value to its blocks and closes the last one, as the standard says: padded or not under different subkeys. */
function place(value: string, blocks: Uint8Array, start: number, end: number, whole: Uint8Array, padded: Uint8Array): void {
  if (end - start === value.length) for (let i = 0; i < value.length; i++) blocks[start + i] = value.charCodeAt(i);
  else encoder.encodeInto(value, blocks.subarray(start, end));
  const isWhole = end > start && (end - start) % block === 0;
  if (!isWhole) blocks[end] = 0x80;
  const subkey = isWhole ? whole : padded;
  const last = isWhole ? end - block : end - ((end - start) % block);
  for (let i = 0; i < block; i++) blocks[last + i] = (blocks[last + i] ?? 0) ^ (subkey[i] ?? 0);
}

interface Lanes {
  readonly blocks: Uint8Array;
  readonly states: Uint8Array;
  readonly starts: Uint32Array;
  /** Where the values end, before what fills their last block. */
  readonly ends: Uint32Array;
}

/** The CBC chains of all lanes, a block of each per round; lanes that are through drop out. */
function chain(encrypt: (data: Uint8Array) => Uint8Array, { blocks, states, starts, ends }: Lanes, lanes: number[]): void {
  // 32 bits at a time: exclusive or and copying do not care for the order of bytes
  const words = new Uint32Array(blocks.buffer);
  const chained = new Uint32Array(states.buffer);
  const input = new Uint8Array(lanes.length * block);
  const mixed = new Uint32Array(input.buffer);
  for (let round = 0, left = lanes.length; left > 0; round++) {
    for (let i = 0; i < left; i++) {
      const lane = lanes[i] ?? 0;
      const from = ((starts[lane] ?? 0) >> 2) + 4 * round;
      for (let word = 0; word < 4; word++) mixed[4 * i + word] = (words[from + word] ?? 0) ^ (chained[4 * lane + word] ?? 0);
    }
    const output = wordsOf(encrypt(input.subarray(0, left * block)));
    let stay = 0;
    for (let i = 0; i < left; i++) {
      const lane = lanes[i] ?? 0;
      for (let word = 0; word < 4; word++) chained[4 * lane + word] = output[4 * i + word] ?? 0;
      if ((starts[lane] ?? 0) + (round + 1) * block < (ends[lane] ?? 0)) lanes[stay++] = lane;
    }
    left = stay;
  }
}

/** The same bytes, four at a time; copied where they do not lie on a border of four. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** A subkey of CMAC: shifted left by one bit, and reduced. */
function doubled(value: Uint8Array): Uint8Array {
  const shifted = new Uint8Array(block);
  for (let i = 0; i < block; i++) shifted[i] = ((value[i] ?? 0) << 1) | ((value[i + 1] ?? 0) >> 7);
  if ((value[0] ?? 0) & 0x80) shifted[block - 1] = (shifted[block - 1] ?? 0) ^ 0x87;
  return shifted;
}
