/**
 * What a value is bound to besides its key: the format, the column, and with binding "row" the row's key. None of it is stored with the value; a
 * value that was moved to another row or column does not open there.
 */

import { joined, utf8Of } from "./bytes.ts";
import type { Algorithm } from "./envelope.ts";

/** To what values of a column are bound: to the column alone, or to their row too. */
export type Binding = "row" | "column";

/** A place where a value may stand. */
export interface ValuePlace {
  /** The column's logical id, a uuid that outlives renames: see {@link columnIdOf}. */
  readonly columnId: string;
  readonly binding: Binding;
  /** The row's key in the server's text form; empty with binding "column". */
  readonly key: readonly string[];
}

/** The bytes, each part with its length before it, so that no two places give the same. */
export function additionalData(algorithm: Algorithm, kid: string, { columnId, binding, key }: ValuePlace): Uint8Array {
  const name = `${algorithm}/${kid}/${columnId}/${binding}/${key.length}`;
  if (lastHead.name !== name) {
    const parts = ["ls1", algorithm, kid, columnId, binding];
    // the number before all counts the row's key too
    lastHead = { name, bytes: lengthPrefixed([...parts, ...key.map(() => "")]).slice(0, -4 * key.length || undefined) };
  }
  return joined(lastHead.bytes, lengthPrefixed(key).subarray(4));
}

/** What the values of a column have in common: they come by the million, and one column after the other. */
let lastHead: { readonly name: string; readonly bytes: Uint8Array } = { name: "", bytes: new Uint8Array(0) };

/** Texts one after the other, as UTF-8, each after its length in four bytes, and their number before all. */
export function lengthPrefixed(parts: readonly string[]): Uint8Array {
  return asciiPrefixed(parts) ?? utf8Prefixed(parts);
}

/** For what is nearly always the case, several times as fast; null where a text has other characters. Done for every value of a table. */
function asciiPrefixed(parts: readonly string[]): Uint8Array | null {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, parts.length);
  let at = 4;
  for (const part of parts) {
    view.setUint32(at, part.length);
    at += 4;
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      if (code > 127) return null;
      bytes[at++] = code;
    }
  }
  return bytes;
}

function utf8Prefixed(parts: readonly string[]): Uint8Array {
  return joined(numberBytes(parts.length), ...parts.map(utf8Of).flatMap((text) => [numberBytes(text.length), text]));
}

function numberBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
