/**
 * Where something stands in a text, as an editor counts it. Postgres counts error positions in code points and node
 * locations in UTF-8 bytes, JavaScript in UTF-16 units; the three meet here and nowhere else.
 */

import { isAscii } from "./is-ascii.ts";

/** A place in a text: 1-based line and column (code points), and the UTF-16 offset. */
export interface SourcePosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The position of a UTF-16 offset; offsets past the end give the end. */
export function positionAt(text: string, offset: number): SourcePosition {
  const end = Math.max(0, Math.min(offset, text.length));
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { offset: end, line, column: [...text.slice(lineStart, end)].length + 1 };
}

/** The UTF-16 offset of the n-th code point (0-based), as Postgres counts error positions. */
export function offsetOfCodePoint(text: string, codePoint: number): number {
  let offset = 0;
  for (let seen = 0; seen < codePoint && offset < text.length; seen++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** A function from UTF-8 byte offsets (`location` in parse trees) to UTF-16 offsets of this text. */
export function byteOffsets(text: string): (byte: number) => number {
  if (isAscii(text)) return (byte) => byte;
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  return (byte) => decoder.decode(bytes.subarray(0, byte)).length;
}
