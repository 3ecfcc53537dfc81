import { describe, expect, it } from "vitest";
import { afterName, afterWords, beforeWord, clauseTexts, constraintDefinition, withoutWords } from "./clause-texts.ts";

describe("the wording of clauses", () => {
  it("is divided at commas outside of brackets and quotes, without comments", () => {
    expect(
      clauseTexts(
        'alter table if exists only app."a, b" * add check (f(a, b) > 0), -- why, because\n  add column "x,y"   text default \'a, b\' ;',
      ),
    ).toEqual(["add check (f(a, b) > 0)", "add column \"x,y\" text default 'a, b'"]);
  });

  it("finds clauses of other relations too", () => {
    expect(clauseTexts("ALTER FOREIGN TABLE t ADD a int, DROP b")).toEqual(["ADD a int", "DROP b"]);
    expect(clauseTexts("alter materialized view app.v set tablespace fast;")).toEqual(["set tablespace fast"]);
  });

  it("is a constraint's definition without its name", () => {
    expect(constraintDefinition('ADD CONSTRAINT "a b" CHECK (a > 0)')).toBe("CHECK (a > 0)");
    expect(constraintDefinition("add unique (a)")).toBe("unique (a)");
  });

  it("can be taken apart at words outside of brackets and strings", () => {
    expect(withoutWords("add column a text NOT  NULL default 'not null'", "not", "null")).toBe(
      "add column a text default 'not null'",
    );
    expect(withoutWords("add column a text check (a is not null)", "not", "null")).toBeNull();
    expect(afterWords("create index i on app.t (a) where b on c;", "on")).toBe("app.t (a) where b on c");
    expect(beforeWord('add column "check" int check (a > 0)', "check")).toBe('add column "check" int');
    expect(beforeWord("add column a int", "check")).toBe("add column a int");
  });

  it("follows a name, however it is quoted", () => {
    expect(['"a.b"."c d"(x)', "events using btree (at)", "app . events * (at)"].map(afterName)).toEqual([
      "(x)",
      "using btree (at)",
      "(at)",
    ]);
  });
});
