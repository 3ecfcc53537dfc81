import { beforeAll, expect, test } from "vitest";
import { loadParser, parseSql, tryParseSql } from "./parse-sql.ts";
import { byteOffsets, positionAt } from "./source-position.ts";

beforeAll(loadParser);

test("statements come with their spans, counted in UTF-16 units", () => {
  const sql = "select 'é😀'; select 2";
  expect(parseSql(sql).map(({ start, end }) => sql.slice(start, end).trim())).toEqual(["select 'é😀'", "select 2"]);
});

test("a syntax error names line and column, whatever characters stand before it", () => {
  expect(tryParseSql("select 1;\nselect 'é😀' x y;")).toMatchObject({
    ok: false,
    problem: { line: 2, column: 15, message: 'syntax error at or near "y"' },
  });
  expect(() => parseSql("selec 1", "db/a.sql", 10)).toThrow('db/a.sql:10:1: syntax error at or near "selec"');
});

test("an unterminated quote is reported, a NUL is refused instead of hiding what follows", () => {
  expect(tryParseSql("select 'abc")).toMatchObject({ ok: false });
  expect(tryParseSql("select 1;\0drop table x")).toMatchObject({
    ok: false,
    problem: { message: "NUL character", line: 1, column: 10 },
  });
});

test("nothing but space or comments is no statement", () => {
  expect(parseSql(" \n")).toEqual([]);
  expect(parseSql("-- nothing\n")).toEqual([]);
});

test("endless nesting is an outcome, and the parser works on afterwards", () => {
  expect(tryParseSql(`select ${"(".repeat(200_000)}`)).toMatchObject({ ok: false });
  expect(parseSql("select 1")).toHaveLength(1);
});

test("offsets convert between bytes, code points and UTF-16 units", () => {
  expect(byteOffsets("aé😀b")(7)).toBe(4);
  expect(byteOffsets("abc")(2)).toBe(2);
  expect(positionAt("a\n😀b", 4)).toEqual({ offset: 4, line: 2, column: 2 });
});
