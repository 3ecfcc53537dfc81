import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../../../sql/parse-sql.ts";
import { constantElements, constantTexts } from "./constant-text.ts";

beforeAll(loadParser);

const known = new Map([["t", ["users", "Odd Name"]]]);

describe("constantTexts", () => {
  it.each([
    ["'drop table a'", ["drop table a"]],
    ["'drop table ' || 'a' || ';'", ["drop table a;"]],
    ["'drop table ' || quote_ident('Odd Name')", ['drop table "Odd Name"']],
    [
      "format('alter table %I.%I add x text default %L', 'app', 'Order', 'it''s')",
      [`alter table app."Order" add x text default 'it''s'`],
    ],
    ["format('%2$s %1$s %% %s', 'a', 'b')", ["b a % b"]],
    ["format('drop table %I', t)", ["drop table users", 'drop table "Odd Name"']],
    ["'x'::text || 5", ["x5"]],
  ])("puts %s together", (sql, texts) => {
    expect(constantTexts(sql, known)).toEqual(texts);
  });

  it.each([
    "'drop table ' || other",
    "format('drop table %I', r.name)",
    "format('%I')",
    "format('%10s', 'a')",
    "(select sql from todo)",
    "null",
    "current_schema()",
  ])("leaves %s to the server", (sql) => {
    expect(constantTexts(sql, known)).toBeNull();
  });
});

describe("constantElements", () => {
  it("reads both spellings of an array", () => {
    expect(constantElements("array['a', t]", known)).toEqual(["a", "users", "Odd Name"]);
    expect(constantElements("'{a, b}'::text[]", known)).toEqual(["a", "b"]);
  });

  it("does not guess what a query gives", () => {
    expect(constantElements("array(select name from tables)", known)).toBeNull();
    expect(constantElements("array['a', name_of(1)]", known)).toBeNull();
  });
});
