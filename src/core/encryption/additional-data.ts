/**
 * What a value is bound to besides its key: the format, the column, and with binding "row" the row's key. None of it is stored with the value; a
 * value that was moved to another row or column does not open there.
 */

import { type ByteLanes, bytesLanes, startsOf, writeAscii, writeNumber } from "./byte-lanes.ts";
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

/** A text at its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: ValuePlace;
}

/** The bytes, each part with its length before it, so that no two places give the same. */
export function additionalData(algorithm: Algorithm, kid: string, place: ValuePlace): Uint8Array {
  return joined(headOf(algorithm, kid, place), lengthPrefixed(place.key).subarray(4));
}

/** The bytes of many places of one column, and how many of them all begin alike. */
export interface BoundLanes extends ByteLanes {
  readonly shared: number;
}

/** {@link additionalData} of places that differ in nothing but the row. */
export function additionalLanes(algorithm: Algorithm, kid: string, places: readonly ValuePlace[]): BoundLanes {
  const [first] = places;
  if (first === undefined) return { bytes: new Uint8Array(0), starts: startsOf([]), shared: 0 };
  const head = headOf(algorithm, kid, first);
  const starts = startsOf(places.map(({ key }) => key.reduce((sum, { length }) => sum + 4 + length, head.length)));
  const bytes = new Uint8Array(starts[places.length] ?? 0);
  for (let i = 0; i < places.length; i++) {
    const at = starts[i] ?? 0;
    bytes.set(head, at);
    if (!writeParts(places[i]?.key ?? [], bytes, at + head.length)) {
      const each = places.map((place) => additionalData(algorithm, kid, place));
      return { ...bytesLanes(each), shared: head.length };
    }
  }
  return { bytes, starts, shared: head.length };
}

/** What the values of a column have in common. */
function headOf(algorithm: Algorithm, kid: string, { columnId, binding, key }: ValuePlace): Uint8Array {
  const name = `${algorithm}/${kid}/${columnId}/${binding}/${key.length}`;
  if (lastHead.name !== name) {
    const parts = ["ls1", algorithm, kid, columnId, binding];
    // the number before all counts the row's key too
    lastHead = { name, bytes: lengthPrefixed([...parts, ...key.map(() => "")]).slice(0, -4 * key.length || undefined) };
  }
  return lastHead.bytes;
}

/** They come by the million, and one column after the other. */
let lastHead: { readonly name: string; readonly bytes: Uint8Array } = { name: "", bytes: new Uint8Array(0) };

/** Texts one after the other, as UTF-8, each after its length in four bytes, and their number before all. */
export function lengthPrefixed(parts: readonly string[]): Uint8Array {
  return asciiPrefixed(parts) ?? utf8Prefixed(parts);
}

/** For what is nearly always the case, several times as fast; null where a text has other characters. Done for every value of a table. */
function asciiPrefixed(parts: readonly string[]): Uint8Array | null {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 4));
  writeNumber(parts.length, bytes, 0);
  return writeParts(parts, bytes, 4) ? bytes : null;
}

/** Each after its length; false where a text has other characters. */
function writeParts(parts: readonly string[], bytes: Uint8Array, from: number): boolean {
  let at = from;
  for (const part of parts) {
    writeNumber(part.length, bytes, at);
    if (!writeAscii(part, bytes, at + 4)) return false;
    at += 4 + part.length;
  }
  return true;
}

function utf8Prefixed(parts: readonly string[]): Uint8Array {
  return joined(numberBytes(parts.length), ...parts.map(utf8Of).flatMap((text) => [numberBytes(text.length), text]));
}

function numberBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeNumber(value, bytes, 0);
  return bytes;
}
