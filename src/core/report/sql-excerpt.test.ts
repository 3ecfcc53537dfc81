import { expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";
import { offsetIn, type SourceLine, sourceLines, sqlExcerpt } from "./sql-excerpt.ts";
import { plainStyle } from "./text-style.ts";

const paint = (text: string) => text;
const at = (line: number, offset: number) => ({ line, offset, paint });

it("numbers lines and points at places below them", () => {
  const lines = sourceLines("create index x\n  on t (a);", 9, 1);
  expect(sqlExcerpt(lines, [at(10, 5), at(10, 2), at(10, 2)], 3, plainStyle)).toEqual([
    "  9  create index x",
    " 10    on t (a);",
    "       ^  ^",
  ]);
});

it("takes away the indentation that a statement shares with the rest of its file", () => {
  const sql = "create index x\n      on t (a)\n\n    where b;";
  expect(sourceLines(sql, 3, 5).map(({ text }) => text)).toEqual(["create index x", "  on t (a)", "", "where b;"]);
  const start = { line: 3, column: 5 };
  expect(offsetIn(sql, start, { line: 3, column: 12 })).toBe(7);
  expect(offsetIn(sql, start, { line: 4, column: 7 })).toBe(2);
});

it("shows three lines of a long statement and those that are pointed at", () => {
  const lines = Array.from({ length: 9 }, (_, i): SourceLine => ({ number: i + 1, text: `line ${i + 1}` }));
  expect(sqlExcerpt(lines, [at(7, 0)], 1, plainStyle)).toEqual([
    "1  line 1",
    "2  line 2",
    "3  line 3",
    "   …",
    "7  line 7",
    "   ^",
    "   …",
  ]);
  expect(sqlExcerpt(lines, [], 1, { ...plainStyle, isVerbose: true })).toHaveLength(9);
});

it("counts wide characters, tabs and signs beyond the basic plane as terminals do", () => {
  const [line = "", caret = ""] = sqlExcerpt([{ number: 1, text: "\tdrop 表 😀x;" }], [at(1, 9)], 1, plainStyle);
  expect(line).toBe("1    drop 表 😀x;");
  expect(caret).toBe(`${" ".repeat(displayWidth("1    drop 表 😀"))}^`);
});

it("cuts a long line around the place that matters", () => {
  const text = `insert into t values (${"1, ".repeat(200)}oops, ${"2, ".repeat(200)}3);`;
  const [line = "", caret = ""] = sqlExcerpt([{ number: 1, text }], [at(1, text.indexOf("oops"))], 1, {
    ...plainStyle,
    width: 60,
  });
  expect(displayWidth(line)).toBeLessThanOrEqual(60);
  expect(line).toMatch(/^1 {2}….*…$/);
  expect(line.slice(caret.indexOf("^"))).toMatch(/^oops/);
});

it("stays fast on a line of a megabyte", () => {
  const text = `insert into t values (${"1,".repeat(500_000)}1);`;
  expect(sqlExcerpt([{ number: 1, text }], [at(1, 12)], 1, plainStyle)[0]).toMatch(/^1 {2}insert into t values \(1,.*…$/);
});

it("lets no text repaint the terminal", () => {
  expect(sqlExcerpt([{ number: 1, text: "select '\u001b[2J';" }], [], 1, plainStyle)).toEqual(["1  select '\\u001b[2J';"]);
});
