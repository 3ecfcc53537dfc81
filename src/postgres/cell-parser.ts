/**
 * How result cells become values. Only the types that catalog queries return are parsed; everything else stays the
 * server's text, so that nothing (an int8, a timestamp) loses precision or depends on this machine.
 */

/** Text of a cell, which is not NULL → its value. */
export type CellParser = (text: string) => unknown;

const number: CellParser = (text) => Number(text); // also reads NaN and Infinity as the server writes them

/** `pg_type.oid` → parser: bool, int2, int4, oid, float4, float8, json, text[]. */
const parsers = new Map<number, CellParser>([
  [16, (text) => text === "t"],
  [21, number],
  [23, number],
  [26, number],
  [700, number],
  [701, number],
  [114, (text) => JSON.parse(text)],
  [1009, (text) => parseTextArray(text)],
]);

/** The parser for a type: boolean, number, json, string[]; null where the text itself is the value. */
export function cellParser(typeId: number): CellParser | null {
  return parsers.get(typeId) ?? null;
}

/** Reads `array_out`'s form of a one-dimensional text[]: `{a,"b,c",NULL}`. */
function parseTextArray(text: string): readonly (string | null)[] {
  const values: (string | null)[] = [];
  let at = text.indexOf("{") + 1; // bounds other than 1 are written before the brace: [0:1]={a,b}
  while (at < text.length && text[at] !== "}") {
    let value = "";
    const quoted = text[at] === '"';
    if (quoted) {
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === "\\") at++;
        value += text.charAt(at);
      }
      at++;
    } else {
      for (; at < text.length && text[at] !== "," && text[at] !== "}"; at++) {
        if (text[at] === "\\") at++;
        value += text.charAt(at);
      }
    }
    values.push(!quoted && value === "NULL" ? null : value);
    if (text[at] === ",") at++;
  }
  return values;
}
