/**
 * Numeric constants and their casts. Postgres prints one number as `-1`, `'-1'::integer` or `(-1)::bigint`, depending on who
 * wrote it and which type it met: what denotes the same value of the same type becomes one tree.
 */

import { isFields, listOf, nodeOf, type SqlFields, type SqlTree, textOf } from "./sql-tree.ts";

/** The canonical form of a constant that is cast to a built-in numeric type; null for any other cast. */
export function canonicalNumber(type: SqlFields, name: string, literal: SqlFields): SqlTree | null {
  const number = numberOf(literal);
  if (number === null) return null;
  const typmods = listOf(type.typmods);
  if (typmods.length > 0) return name === "numeric" ? scaled(type, typmods, number) : null;
  switch (name) {
    case "int4":
      return isInteger(number.text) && fitsInt4(number.text) ? constant(number.text) : null;
    case "int2":
      return isInteger(number.text) ? cast(type, number.text) : null;
    case "int8":
      // a literal beyond int4 is a bigint by itself
      if (!isInteger(number.text)) return null;
      return fitsInt4(number.text) ? cast(type, number.text) : constant(number.text);
    case "numeric":
      // with a point the literal is numeric by itself; its digits count, because they are the scale
      if (/^-?\d+\.\d+$/.test(number.text)) return constant(number.text);
      return isInteger(number.text) ? cast(type, number.text) : null;
    case "float8":
      return isNegativeZero(number) ? null : cast(type, String(Number(number.text) + 0));
    case "float4":
      // compared digit by digit: going through a double would round twice
      return isNegativeZero(number) ? null : cast(type, shortestDecimal(number.text));
    default:
      return null;
  }
}

/** `'0'::numeric` inside of a cast to `numeric(10,2)`: the inner cast changes nothing. */
export function throughNumeric(type: SqlFields, inner: SqlFields): SqlTree | null {
  const literal = nodeOf(inner.arg, "A_Const");
  const number = literal === null ? null : numberOf(literal);
  return number === null ? null : scaled(type, listOf(type.typmods), number);
}

interface NumberLiteral {
  readonly text: string;
  readonly isQuoted: boolean;
}

function numberOf(literal: SqlFields): NumberLiteral | null {
  if (isFields(literal.ival)) return { text: String(literal.ival.ival ?? 0), isQuoted: false };
  const quoted = textOf(isFields(literal.sval) ? literal.sval.sval : undefined);
  const text = quoted ?? textOf(isFields(literal.fval) ? literal.fval.fval : undefined);
  if (text === null || !/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  return { text, isQuoted: quoted !== null };
}

/** A fixed scale is the column's and not the literal's: 0, 0.0 and 0.00 are one value of numeric(10,2). */
function scaled(type: SqlFields, typmods: readonly SqlTree[], { text }: NumberLiteral): SqlTree | null {
  const [whole = "", fraction = ""] = text.split(".");
  const scale = Number(scaleOf(typmods));
  if (!/^-?\d+(\.\d+)?$/.test(text) || !(fraction.length <= scale)) return null;
  const digits = fraction.padEnd(scale, "0");
  return cast(type, digits === "" ? whole : `${whole}.${digits}`);
}

/** NaN for what is no plain number. */
function scaleOf(typmods: readonly SqlTree[]): string {
  const scale = typmods[1];
  if (scale === undefined) return "0";
  const literal = nodeOf(scale, "A_Const");
  return literal === null ? "NaN" : (numberOf(literal)?.text ?? "NaN");
}

// As numeric there is no negative zero, so only a quoted literal can mean it.
function isNegativeZero({ text, isQuoted }: NumberLiteral): boolean {
  return isQuoted && Object.is(Number(text), -0);
}

function isInteger(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text);
}

function fitsInt4(text: string): boolean {
  return Number(text) >= -2147483648 && Number(text) <= 2147483647;
}

/** `-1.50` and `-15e-1` as `-15e-1`. */
function shortestDecimal(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function cast(type: SqlFields, text: string): SqlTree {
  return { TypeCast: { arg: constant(text), typeName: type } };
}

// The parser's own form: small integers are ival, and zero is left out.
function constant(text: string): SqlTree {
  if (!isInteger(text) || !fitsInt4(text)) return { A_Const: { fval: { fval: text } } };
  return { A_Const: { ival: text === "0" ? {} : { ival: Number(text) } } };
}
