import { describe, expect, it } from "vitest";
import { meaningOf } from "./meaning.ts";

describe("the meaning of a text", () => {
  const meaning = meaningOf("create table a (b int);\ninsert into a values ('x  y');");

  it("is the same after other comments, blanks and line endings", () => {
    const other = "-- Migration: a\r\nCREATE".toLowerCase();
    expect(
      meaningOf(`${other} table a( b int ) ; /* why */\r\ninsert into a\n  values ('x  y');\n-- Rollback:\n-- drop table a;`),
    ).toBe(meaning);
  });

  it("is another one after another word, another quoted text, and where two words become one", () => {
    expect(meaningOf("create table a (b int);\ninsert into a values ('x y');")).not.toBe(meaning);
    expect(meaningOf("create table a (c int);\ninsert into a values ('x  y');")).not.toBe(meaning);
    expect(meaningOf("select a b")).not.toBe(meaningOf("select ab"));
  });
});
