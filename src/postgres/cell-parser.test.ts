import { expect, test } from "vitest";
import { cellParser } from "./cell-parser.ts";

const parse = (typeId: number, text: string) => cellParser(typeId)?.(text);

test("booleans, small integers, floats and json become values; everything else stays text", () => {
  expect(parse(16, "t")).toBe(true);
  expect(parse(16, "f")).toBe(false);
  expect(parse(23, "-7")).toBe(-7);
  expect(parse(26, "4294967295")).toBe(4_294_967_295);
  expect(parse(701, "-Infinity")).toBe(Number.NEGATIVE_INFINITY);
  expect(parse(701, "NaN")).toBeNaN();
  expect(parse(114, '{"a":[1,null]}')).toEqual({ a: [1, null] });
  for (const int8OrTimestamp of [20, 1184]) expect(cellParser(int8OrTimestamp)).toBeNull();
});

test.each([
  ["{}", []],
  ["{a,b}", ["a", "b"]],
  ['{"a,b","c\\"d","e\\\\f","NULL",NULL,""}', ["a,b", 'c"d', "e\\f", "NULL", null, ""]],
  ["[0:1]={x,y}", ["x", "y"]],
  ['{"{}","ä ö"}', ["{}", "ä ö"]],
])("the text array %s is read", (text, values) => {
  expect(parse(1009, text)).toEqual(values);
});
