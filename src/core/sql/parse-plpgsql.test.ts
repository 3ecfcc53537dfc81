import { beforeAll, describe, expect, it } from "vitest";
import { parsePlpgsql } from "./parse-plpgsql.ts";
import { loadParser } from "./parse-sql.ts";

beforeAll(loadParser);

describe("parsePlpgsql", () => {
  it.each([
    ["a procedure", "begin delete from t; end"],
    ["a function with a result", "begin return 5; end"],
    ["a set", "begin return query select 1; return; end"],
    ["a table result", "begin a := 1; return next; end"],
    ["a trigger", "begin new.at := now(); if tg_op = 'DELETE' then return old; end if; return new; end"],
    [
      "arguments that only the signature declares",
      "begin select count(*) into total from t where id = wanted; found_row.id := 1; end",
    ],
    ["quotes that would end the function", "begin raise notice '$$'; end"],
  ])("reads the body of %s", (_, source) => {
    expect(parsePlpgsql(source)).toMatchObject({ ok: true });
  });

  it("says in the server's words why a body does not parse", () => {
    expect(parsePlpgsql("begin foo bar; end")).toEqual({ ok: false, problem: 'syntax error at or near "foo"' });
  });

  it("counts lines from the first line of the body", () => {
    const outcome = parsePlpgsql("begin\n\n  execute f();\nend");
    expect(outcome.ok && JSON.stringify(outcome.body.action)).toContain('"PLpgSQL_stmt_dynexecute":{"lineno":3');
  });
});
