/** What was typed for a subset is one condition on one table, or nothing. */

import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../sql/parse-sql.ts";
import { findTable, parseSubsetRequest, subsetRoot } from "./subset-request.ts";

describe("a subset", () => {
  beforeAll(loadParser);
  const tables = ["public.accounts", "public.users", "sales.users"];
  const root = (text: string) => subsetRoot(parseSubsetRequest(text), tables);

  it("is a table and a condition, with or without the schema", () => {
    expect(root("accounts: created_at > '2026-01-01'::date and (a or b)")).toEqual({
      table: "public.accounts",
      where: "created_at > '2026-01-01'::date and (a or b)",
    });
    expect(root("sales.users: id in (select 1) -- why")).toMatchObject({ table: "sales.users" });
  });

  it.each(["accounts", "accounts:", ": true", "accounts::date > 1"])("is not %j", (text) => {
    expect(() => root(text)).toThrow(/takes a table and a condition/);
  });

  it.each(["true) or (true", "true); delete from accounts where (true", "1 = 1; select 2", "a b c", "true union select 1"])(
    "takes no condition that ends its statement: %j",
    (where) => {
      expect(() => root(`accounts: ${where}`)).toThrow(/no single condition/);
    },
  );

  it("tells names apart", () => {
    expect(() => findTable("users", tables)).toThrow(/may be public.users or sales.users/);
    expect(() => findTable("acounts", tables)).toThrow(/Did you mean "public.accounts"/);
  });
});
