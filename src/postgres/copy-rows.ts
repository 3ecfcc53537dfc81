/**
 * Masks columns of rows in COPY's text form. Bytes are taken as Latin-1, one character for each, so that whatever is not masked goes through
 * as it came; only values that are masked are decoded. Rows are handed over in thousands, because a keyed map costs less in bulk.
 */

import { Transform, type TransformCallback } from "node:stream";

/** What is done to one column of the rows. */
export interface ColumnMap {
  /** Its place among the columns of the rows, from 0. */
  readonly place: number;
  /** The place of another column that `map` wants to know; null: none. */
  readonly entityPlace: number | null;
  /** Maps the values of a column, in order; null stays null. */
  readonly map: (values: readonly (string | null)[], entities?: readonly (string | null)[]) => readonly (string | null)[];
  /** Told of the values before they are mapped. */
  readonly seen?: (values: readonly (string | null)[]) => void;
}

/** The batch in which values are mapped: some thousand rows as they usually are. To count them would cost as much as it brings. */
const bytesPerBatch = 256 * 1024;

/** A stream of rows in, a stream of rows out. */
export class MaskRows extends Transform {
  /** By place. */
  readonly #maps: readonly ColumnMap[];
  /** Places of columns that are looked at, ascending. */
  readonly #places: readonly number[];
  #waiting: string[] = [];
  #waitingBytes = 0;

  constructor(maps: readonly ColumnMap[]) {
    super({ readableHighWaterMark: 1024 * 1024, writableHighWaterMark: 1024 * 1024 });
    this.#maps = [...maps].sort((a, b) => a.place - b.place);
    const places = maps.flatMap(({ place, entityPlace }) => (entityPlace === null ? [place] : [place, entityPlace]));
    this.#places = [...new Set(places)].sort((a, b) => a - b);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const text = chunk.toString("latin1");
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    this.#attempt(done, () => {
      if (this.#waitingBytes >= bytesPerBatch) this.#emit(false);
    });
  }

  override _flush(done: TransformCallback): void {
    this.#attempt(done, () => this.#emit(true));
  }

  #attempt(done: TransformCallback, work: () => void): void {
    try {
      work();
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #emit(isLast: boolean): void {
    const text = this.#waiting.join("");
    const end = isLast ? text.length : text.lastIndexOf("\n") + 1;
    if (end === 0) return;
    const rest = text.slice(end);
    this.#waiting = rest === "" ? [] : [rest];
    this.#waitingBytes = rest.length;
    this.push(Buffer.from(this.#masked(text.slice(0, end)), "latin1"));
  }

  #masked(text: string): string {
    const places = this.#places;
    const columns: (string | null)[][] = places.map(() => []);
    // where each looked-at field begins and ends, row after row
    const bounds: number[] = [];
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf("\n", start);
      const end = found === -1 ? text.length : found;
      let [place, at] = [0, start];
      for (let p = 0; p < places.length; p++) {
        for (; place < (places[p] ?? 0); place++) at = text.indexOf("\t", at) + 1;
        const tab = text.indexOf("\t", at);
        const stop = tab === -1 || tab > end ? end : tab;
        bounds.push(at, stop);
        columns[p]?.push(decodeField(text.slice(at, stop)));
      }
      start = end + 1;
    }
    const valuesAt = (place: number) => columns[places.indexOf(place)] ?? [];
    const mapped = this.#maps.map(({ place, entityPlace, map, seen }) => {
      const values = valuesAt(place);
      seen?.(values);
      return { index: places.indexOf(place), values: entityPlace === null ? map(values) : map(values, valuesAt(entityPlace)) };
    });
    return assemble(text, bounds, places.length, mapped);
  }
}

/** The text with other values in its fields. What lies between two of them, of one row or of two, is taken in one piece. */
function assemble(
  text: string,
  bounds: readonly number[],
  width: number,
  mapped: readonly { readonly index: number; readonly values: readonly (string | null)[] }[],
): string {
  let out = "";
  let from = 0;
  for (let row = 0; row * width * 2 < bounds.length; row++)
    for (const { index, values } of mapped) {
      const at = (row * width + index) * 2;
      out += text.slice(from, bounds[at]) + encodeField(values[row] ?? null);
      from = bounds[at + 1] ?? text.length;
    }
  return out + text.slice(from);
}

const escapes: { readonly [letter: string]: string } = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const codes: { readonly [character: string]: string } = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const beyondAscii = /[^\x00-\x7f]/;
// most values are neither, and one look tells
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but four
const special = /[^\x00-\x08\x0b\x0c\x0e-\x5b\x5d-\x7f]/;

/** A field of COPY's text form, as Latin-1, as the value that it means; null for `\N`. */
export function decodeField(field: string): string | null {
  if (!special.test(field)) return field;
  if (field === "\\N") return null;
  const bytes = field.includes("\\") ? field.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter) : field;
  return beyondAscii.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes;
}

/** The other way round. */
export function encodeField(value: string | null): string {
  if (value === null) return "\\N";
  if (!special.test(value)) return value;
  const bytes = beyondAscii.test(value) ? Buffer.from(value, "utf8").toString("latin1") : value;
  return /[\\\n\r\t]/.test(bytes) ? bytes.replace(/[\\\n\r\t]/g, (character: string) => codes[character] ?? character) : bytes;
}
