/** Many short strings of bytes in one buffer: an array for each costs more than what is done with it. */

/** String `i` lies from `starts[i]` to `starts[i + 1]`. */
export interface ByteLanes {
  readonly bytes: Uint8Array;
  /** One more than there are strings. */
  readonly starts: Uint32Array;
}

/** Where strings of these lengths lie. */
export function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = (starts[i] ?? 0) + (lengths[i] ?? 0);
  return starts;
}

/** Texts that are worth a lane; for longer ones OpenSSL is quicker, however dear it is to begin. */
export function isShort(text: string): boolean {
  return text.length <= 1_024;
}

const encoder = new TextEncoder();

/** Texts as UTF-8. */
export function utf8Lanes(texts: readonly string[]): ByteLanes {
  const starts = startsOf(texts.map(({ length }) => length));
  const bytes = new Uint8Array(starts[texts.length] ?? 0);
  return texts.every((text, i) => writeAscii(text, bytes, starts[i] ?? 0))
    ? { bytes, starts }
    : bytesLanes(texts.map((text) => encoder.encode(text)));
}

/** Strings that are there already. */
export function bytesLanes(strings: readonly Uint8Array[]): ByteLanes {
  const starts = startsOf(strings.map(({ length }) => length));
  const bytes = new Uint8Array(starts[strings.length] ?? 0);
  for (const [i, string] of strings.entries()) bytes.set(string, starts[i] ?? 0);
  return { bytes, starts };
}

/** False, and nothing useful written, where the text has other characters. */
export function writeAscii(text: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return false;
    bytes[at + i] = code;
  }
  return true;
}

/** Four bytes, the most significant one first. */
export function writeNumber(value: number, bytes: Uint8Array, at: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = (value >>> 16) & 255;
  bytes[at + 2] = (value >>> 8) & 255;
  bytes[at + 3] = value & 255;
}
