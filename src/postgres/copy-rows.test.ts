/** Rows of COPY keep what is not masked byte by byte, however they are cut into chunks. */

import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ColumnMap, decodeField, encodeField, MaskRows } from "./copy-rows.ts";

const upper = (place: number, entityPlace: number | null = null): ColumnMap => ({
  place,
  entityPlace,
  map: (values, entities) => values.map((value, i) => (value === null ? null : `${value.toUpperCase()}${entities?.[i] ?? ""}`)),
});

async function masked(chunks: readonly Buffer[], maps: readonly ColumnMap[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of Readable.from(chunks).pipe(new MaskRows(maps))) parts.push(part);
  return Buffer.concat(parts);
}

const value = fc.option(
  fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !text.includes("\0")),
  { nil: null },
);
const bytesOf = (rows: readonly (readonly (string | null)[])[]) =>
  Buffer.from(rows.map((row) => `${row.map(encodeField).join("\t")}\n`).join(""), "latin1");

describe("rows of COPY", () => {
  it("give back every value that they were made of", () => {
    fc.assert(
      fc.property(value, (text) => {
        expect(decodeField(encodeField(text))).toBe(text);
      }),
    );
    expect(encodeField("a\tb\nc\\\r")).toBe("a\\tb\\nc\\\\\\r");
    expect(decodeField("\\N")).toBeNull();
    expect(decodeField("\\\\N")).toBe("\\N");
    expect(decodeField("\\b\\f\\v")).toBe("\b\f\v");
  });

  it("are masked alike wherever chunks are cut, and nothing else changes", async () => {
    const rows = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat(400), { maxLength: 5 }), async (given, cuts) => {
        const bytes = bytesOf(given);
        const points = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = points.slice(1).map((end, i) => bytes.subarray(points[i], end));
        const expected = bytesOf(given.map(([a, b, c]) => [a, b === null ? null : b.toUpperCase(), c]));
        expect((await masked(chunks, [upper(1)])).equals(expected)).toBe(true);
      }),
    );
  });

  it("let a column be masked by what another one says", async () => {
    const out = await masked([Buffer.from("a\tb\tc\nd\te\t\\N\n")], [upper(0, 2), upper(2)]);
    expect(out.toString()).toBe("Ac\tb\tC\nD\te\t\\N\n");
  });

  it("come in batches, so that a map is asked seldom, and in order", async () => {
    const sizes: number[] = [];
    const counting: ColumnMap = {
      place: 0,
      entityPlace: null,
      map: (values) => {
        sizes.push(values.length);
        return values;
      },
    };
    const bytes = Buffer.from(Array.from({ length: 10_000 }, (_, i) => `${i}\tx\n`).join(""));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 997) }, (_, i) => bytes.subarray(i * 997, (i + 1) * 997));
    expect((await masked(chunks, [counting])).equals(bytes)).toBe(true);
    expect(sizes).toEqual([10_000]);
  });
});
