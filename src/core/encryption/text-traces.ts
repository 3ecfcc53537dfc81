/**
 * How a text stands in the server's files: as it is, in pieces of two kilobytes beside its table (TOAST), or compressed. It is searched for by what
 * is left of it in each of these forms.
 */

import { joined } from "./bytes.ts";

/** A piece beside the table has 1,996 bytes; a text begins with a piece. */
const pieceBytes = 1_000;
/** A part of a compressed text tells it from others from here on. */
const tellingBytes = 24;
/** Longer parts find no more. */
const longestRun = 64;
/** What repeats itself is what compression leaves out. */
const shortestRepeat = 3;
/** Parts further on find no more. */
const searchedBytes = 65_536;
/** pglz compresses nothing shorter, and nothing that it does not make a quarter shorter (strategy_default in src/common/pg_lzcompress.c). */
const shortestCompressed = 32;
const leastSaved = 0.25;

/** What of a text can be looked for. */
export interface TextTraces {
  /** Byte strings of which one is in a file that holds the text; the text is one of them where it is short. */
  readonly strings: readonly Uint8Array[];
  /** It repeats itself so much that nothing which tells would be left of it, if the server has compressed it. */
  readonly escapesCompressed: boolean;
}

/** Its traces. */
export function tracesOf(text: Uint8Array): TextTraces {
  const { start, end, repeated } = longestLiteral(text.subarray(0, searchedBytes));
  const plain = text.subarray(0, pieceBytes);
  if (repeated === 0) return { strings: [plain], escapesCompressed: false };
  const run = text.subarray(start, Math.min(end, start + longestRun));
  if (run.length >= tellingBytes)
    return { strings: [plain, run, ...(start === 0 ? [controlled(run)] : shifted(run))], escapesCompressed: false };
  const isCompressed = text.length >= shortestCompressed && repeated > leastSaved * Math.min(text.length, searchedBytes);
  return { strings: [plain], escapesCompressed: isCompressed };
}

/**
 * The longest part that no compression can refer back for: both of the server's methods write it out, LZ4 as it is. A reference covers three bytes
 * or more that have been there before, so that two of its bytes may lie where new ones begin. Long enough beginnings are preferred.
 */
function longestLiteral(text: Uint8Array): { readonly start: number; readonly end: number; readonly repeated: number } {
  const seen = new Set<number>();
  let [start, end, from, repeated] = [0, 0, 0, 0];
  const keep = (to: number) => {
    if (to - from > end - start && !(start === 0 && end >= tellingBytes)) [start, end] = [from, to];
  };
  for (let at = 0; at + shortestRepeat <= text.length; at++) {
    const three = ((text[at] ?? 0) << 16) | ((text[at + 1] ?? 0) << 8) | (text[at + 2] ?? 0);
    if (!seen.has(three)) {
      seen.add(three);
      continue;
    }
    keep(at);
    repeated += at + shortestRepeat - Math.max(at, from);
    from = at + shortestRepeat;
  }
  keep(text.length);
  return { start, end, repeated };
}

/** pglz writes a byte of zero before every eight bytes that are written out (src/common/pg_lzcompress.c). */
function controlled(head: Uint8Array): Uint8Array {
  const groups: Uint8Array[] = [];
  for (let at = 0; at + 8 <= head.length; at += 8) groups.push(Uint8Array.of(0), head.subarray(at, at + 8));
  return joined(...groups);
}

/** Further on, nobody knows how many bytes of the run belong to the eight before it. */
function shifted(run: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: 8 }, (_, phase) => controlled(run.subarray(phase)));
}
