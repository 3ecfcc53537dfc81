/**
 * Letters and digits replaced where they stand. Up to about 24 digits or 17 letters it is a keyed permutation of all values of one layout, so
 * no two meet; longer values are written from their tag, where two of 10 million meet with a probability below 2⁻⁷⁸.
 */

import { domainKey } from "../keyed/domain-key.ts";
import { feistelLanes, type PairLanes, pairLanes } from "../keyed/feistel-lanes.ts";
import { smallRandom } from "../keyed/small-random.ts";
import { tagLength, tagText } from "../keyed/tag-text.ts";
import { type Masker, maskerOf } from "../masker.ts";
import { placeIn, setCodes, setSize, symbols } from "./symbols.ts";
import { domainTags, type KeyedDomain, type TagWriter, writeTag } from "./tagged.ts";

/** How values of a kind are laid out. */
export interface Layout {
  /** Writes the set of each character of ASCII. Gives a number that is the same for values that are to be permuted together. */
  readonly read: (value: string, into: Uint8Array) => number;
  /** Characters beyond ASCII that may stay; a value with any other is written anew from its tag. */
  readonly stays: RegExp;
}

/** Half of a value is a number up to this: what the permutation takes. */
const largestHalf = 1e12;
/** Arguments of one call: more would not fit the stack. */
const largestCall = 4096;

/** A masker for a layout. */
export function inPlace(keyed: KeyedDomain, use: string, layout: Layout): Masker {
  const permute = feistelLanes(domainKey(keyed.key, use, keyed.domain));
  const tags = domainTags(keyed, `${use} tag`);
  const folds = keyed.limits.isUnique && keyed.limits.foldsCase;
  const foreign: TagWriter = (a, b, c) => tagText(a, b, c, Math.min(tagLength, keyed.limits.maxLength ?? tagLength));
  return maskerOf((given) => {
    const values = folds ? given.map((value) => value.toLowerCase()) : given;
    const written = new Array<string>(values.length);
    const sets = values.map((value) => new Uint8Array(value.length));
    const lanes = pairLanes(values.length);
    const long: number[] = [];
    const places: number[] = [];
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? "";
      const set = sets[i] ?? new Uint8Array();
      const tweak = isForeign(value, layout.stays) ? null : layout.read(value, set);
      if (tweak !== null && fill(lanes, places.length, value, set, tweak)) places.push(i);
      else long.push(i);
    }
    const used = cut(lanes, places.length);
    permute(used);
    for (let lane = 0; lane < places.length; lane++) {
      const i = places[lane] ?? 0;
      written[i] = join(used, lane, values[i] ?? "", sets[i] ?? new Uint8Array());
    }
    if (long.length === 0) return written;
    const words = tags(long.map((i) => values[i] ?? ""));
    for (let lane = 0; lane < long.length; lane++) {
      const i = long[lane] ?? 0;
      const set = sets[i] ?? new Uint8Array();
      const writer = isForeign(values[i] ?? "", layout.stays) ? foreign : symbolsOf(set);
      written[i] = writeTag(words, lane, writer, values[i] ?? "");
    }
    return written;
  });
}

function isForeign(value: string, stays: RegExp): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127 && !stays.test(value.charAt(i))) return true;
  return false;
}

/** Puts a value into a lane: the first half of its characters left, the others right. False when they are too many. */
function fill(lanes: PairLanes, lane: number, value: string, sets: Uint8Array, tweak: number): boolean {
  let count = 0;
  for (let i = 0; i < sets.length; i++) if (sets[i] !== symbols.stays) count++;
  const half = count >> 1;
  let left = 0;
  let right = 0;
  let leftSize = 1;
  let rightSize = 1;
  for (let i = 0, place = 0; i < sets.length; i++) {
    const set = sets[i] ?? 0;
    if (set === symbols.stays) continue;
    const size = setSize[set] ?? 1;
    const at = placeIn(set, value.charCodeAt(i));
    if (place++ < half) {
      left = left * size + at;
      leftSize *= size;
    } else {
      right = right * size + at;
      rightSize *= size;
    }
  }
  if (leftSize > largestHalf || rightSize > largestHalf) return false;
  lanes.left[lane] = left;
  lanes.right[lane] = right;
  lanes.leftSize[lane] = leftSize;
  lanes.rightSize[lane] = rightSize;
  lanes.tweak[lane] = Math.imul(tweak, 256) + count;
  return true;
}

function join(lanes: PairLanes, lane: number, value: string, sets: Uint8Array): string {
  const codes = new Uint16Array(sets.length);
  let right = lanes.right[lane] ?? 0;
  let left = lanes.left[lane] ?? 0;
  let rightSize = lanes.rightSize[lane] ?? 1;
  for (let i = sets.length - 1; i >= 0; i--) {
    const set = sets[i] ?? 0;
    if (set === symbols.stays) {
      codes[i] = value.charCodeAt(i);
      continue;
    }
    const size = setSize[set] ?? 1;
    const isRight = rightSize > 1;
    const half = isRight ? right : left;
    const above = Math.floor(half / size);
    codes[i] = setCodes[set]?.[half - above * size] ?? 0;
    if (isRight) {
      right = above;
      rightSize /= size;
    } else left = above;
  }
  return textOf(codes);
}

/** Every character that is to be replaced, from the tag. */
function symbolsOf(sets: Uint8Array): TagWriter {
  return (a, b, c, d, source) => {
    const random = smallRandom(a, b, c, d);
    const codes = new Uint16Array(sets.length);
    for (let i = 0; i < sets.length; i++) {
      const set = sets[i] ?? 0;
      codes[i] = set === symbols.stays ? source.charCodeAt(i) : (setCodes[set]?.[random() % (setSize[set] ?? 1)] ?? 0);
    }
    return textOf(codes);
  };
}

function textOf(codes: Uint16Array): string {
  let text = "";
  for (let from = 0; from < codes.length; from += largestCall) {
    text += String.fromCharCode.apply(null, codes.subarray(from, from + largestCall) as unknown as number[]); // takes any list
  }
  return text;
}

function cut(lanes: PairLanes, count: number): PairLanes {
  return {
    left: lanes.left.subarray(0, count),
    right: lanes.right.subarray(0, count),
    leftSize: lanes.leftSize.subarray(0, count),
    rightSize: lanes.rightSize.subarray(0, count),
    tweak: lanes.tweak.subarray(0, count),
  };
}
