import { describe, expect, it } from "vitest";
import { arrayLiteral, keyLiteral, keyRange } from "./key-order.ts";

const id = { name: "id", type: "bigint", collation: null };
const tenant = { name: "Tenant", type: "text", collation: ["pg_catalog", "C"] as const };

describe("a range of keys", () => {
  it("compares one column by itself and several as rows, each under its collation", () => {
    expect(keyRange([id], "t", { after: ["5"], upTo: ["9"] })).toBe(
      "t.id operator(pg_catalog.>) '5'::bigint and t.id operator(pg_catalog.<=) '9'::bigint",
    );
    expect(keyRange([tenant, id], "t", { after: null, upTo: ["o'x", "2"] })).toBe(
      `(t."Tenant" collate pg_catalog."C", t.id) operator(pg_catalog.<=) ('o''x'::text, '2'::bigint)`,
    );
    expect(keyRange([id], "t", { after: null, upTo: null })).toBe("true");
  });

  it("compares column by column where their operators are in different schemas", () => {
    const mail = { name: "mail", type: "public.citext", collation: null, operators: "public" };
    expect(keyRange([id, mail], "t", { after: ["5", "a"], upTo: null })).toBe(
      "(t.id operator(pg_catalog.>=) '5'::bigint and (t.id operator(pg_catalog.>) '5'::bigint or " +
        "t.id operator(pg_catalog.=) '5'::bigint and t.mail operator(public.>) 'a'::public.citext))",
    );
  });

  it("keeps every character of a key in the ledger", () => {
    expect(keyLiteral(null)).toBe("null::pg_catalog.text[]");
    expect(arrayLiteral(['a"b', "c\\d", "", "NULL", "ä,{}"])).toBe(
      ` E'{"a\\\\"b","c\\\\\\\\d","","NULL","ä,{}"}'::pg_catalog.text[]`,
    );
    expect(arrayLiteral(["it's", null])).toBe(`'{"it''s",NULL}'::pg_catalog.text[]`);
  });
});
