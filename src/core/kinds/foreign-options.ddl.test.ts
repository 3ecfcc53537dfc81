import { describe, expect, it } from "vitest";
import { optionsChange, optionsClause, withheldOptions } from "./foreign-options.ddl.ts";

describe("foreign options as SQL", () => {
  it("leave out what is withheld, and say it", () => {
    expect(optionsClause({ host: "it's", password: null, user: "a" })).toBe(` OPTIONS (host 'it''s', "user" 'a')`);
    expect(withheldOptions({}, { password: null })).toMatchObject([{ hazard: "may-fail" }]);
    expect(withheldOptions({ password: null }, { password: null })).toEqual([]);
  });

  it("are nothing where there are none", () => {
    expect(optionsClause({ password: null })).toBe("");
    expect(optionsChange({ a: "1" }, { a: "1" })).toBe("");
  });

  it("come, change and go by name", () => {
    expect(optionsChange({ a: "1", b: "2", password: null }, { a: "3", c: "4" })).toBe(
      " OPTIONS (DROP b, DROP password, SET a '3', ADD c '4')",
    );
  });
});
