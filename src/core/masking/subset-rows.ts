/**
 * A set of rows by where they lie: table part, block, item (`ctid`). Within one snapshot that is the cheapest identity that there is; it needs
 * no key, holds no value, and a million rows take some megabytes: a few bits each.
 */

/** The rows of one table. Parts are partitions, or the table itself. */
export class SubsetRows {
  readonly #parts = new Map<string, Map<number, Uint32Array>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds `(block,item)` of a part; false when it is there already. */
  add(part: string, place: string): boolean {
    const comma = place.indexOf(",");
    const block = Number(place.slice(1, comma));
    const item = Number(place.slice(comma + 1, -1));
    const blocks = this.#parts.get(part) ?? new Map<number, Uint32Array>();
    if (blocks.size === 0) this.#parts.set(part, blocks);
    const word = item >>> 5;
    const known = blocks.get(block);
    const bits = known !== undefined && known.length > word ? known : grown(known, word);
    if (bits !== known) blocks.set(block, bits);
    const bit = 1 << (item & 31);
    if (((bits[word] ?? 0) & bit) !== 0) return false;
    bits[word] = (bits[word] ?? 0) | bit;
    this.#size++;
    return true;
  }

  /** Lists of `(block,item)`, each of one part and of at most `most`; parts and places ascend. */
  *batches(most: number): Generator<{ readonly part: string; readonly places: readonly string[] }> {
    for (const part of [...this.#parts.keys()].sort()) {
      const blocks = this.#parts.get(part) ?? new Map<number, Uint32Array>();
      let places: string[] = [];
      for (const block of [...blocks.keys()].sort((a, b) => a - b))
        for (const item of itemsOf(blocks.get(block))) {
          places.push(`(${block},${item})`);
          if (places.length < most) continue;
          yield { part, places };
          places = [];
        }
      if (places.length > 0) yield { part, places };
    }
  }
}

// a block as it is usually made holds up to 300 rows, and mostly fewer than 96
function grown(bits: Uint32Array | undefined, word: number): Uint32Array {
  const larger = new Uint32Array(Math.max(word + 1, bits === undefined ? 3 : 10));
  if (bits !== undefined) larger.set(bits);
  return larger;
}

function* itemsOf(bits: Uint32Array | undefined): Generator<number> {
  if (bits === undefined) return;
  for (const [word, value] of bits.entries())
    for (let rest = value; rest !== 0; rest &= rest - 1) yield word * 32 + 31 - Math.clz32(rest & -rest);
}
