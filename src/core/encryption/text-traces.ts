/**
 * How a text stands in the server's files: as it is, in pieces of two kilobytes beside its table (TOAST), or compressed. It is searched for by what
 * is left of it in each of these forms.
 */

import { joined } from "./bytes.ts";

/** A piece beside the table has 1,996 bytes; a text begins with a piece. */
const pieceBytes = 1_000;
/** The beginning of a compressed text tells it from others from here on. */
const tellingBytes = 24;
/** Longer beginnings find no more. */
const longestHead = 64;
/** What repeats itself is what compression leaves out. */
const shortestRepeat = 3;

/** Byte strings of which one is in a file that holds the text; the text is one of them where it is short. */
export function tracesOf(text: Uint8Array): readonly Uint8Array[] {
  const head = text.subarray(0, literalBytes(text));
  const isCompressible = text.length > head.length && head.length >= tellingBytes;
  return [text.subarray(0, pieceBytes), ...(isCompressible ? [head, controlled(head)] : [])];
}

/** Bytes at the beginning that no compression can refer back for: both of the server's methods write them out, LZ4 as they are. */
function literalBytes(text: Uint8Array): number {
  const end = Math.min(text.length, longestHead);
  const seen = new Set<string>();
  for (let at = 0; at + shortestRepeat <= end; at++) {
    const three = text.subarray(at, at + shortestRepeat).join();
    if (seen.has(three)) return at;
    seen.add(three);
  }
  return end;
}

/** pglz writes a byte of zero before every eight bytes that are written out (src/common/pg_lzcompress.c). */
function controlled(head: Uint8Array): Uint8Array {
  const groups: Uint8Array[] = [];
  for (let at = 0; at + 8 <= head.length; at += 8) groups.push(Uint8Array.of(0), head.subarray(at, at + 8));
  return joined(...groups);
}
