import { describe, expect, it } from "vitest";
import { arrayLiteral, keyLiteral, keyRange } from "./key-order.ts";

const id = { name: "id", type: "bigint", collation: null };
const tenant = { name: "Tenant", type: "text", collation: ["pg_catalog", "C"] as const };

describe("a range of keys", () => {
  it("compares one column by itself and several as rows, each under its collation", () => {
    expect(keyRange([id], "t", { after: ["5"], upTo: ["9"] })).toBe("t.id > '5'::bigint and t.id <= '9'::bigint");
    expect(keyRange([tenant, id], "t", { after: null, upTo: ["o'x", "2"] })).toBe(
      `(t."Tenant" collate pg_catalog."C", t.id) <= ('o''x'::text, '2'::bigint)`,
    );
    expect(keyRange([id], "t", { after: null, upTo: null })).toBe("true");
  });

  it("keeps every character of a key in the ledger", () => {
    expect(keyLiteral(null)).toBe("null::pg_catalog.text[]");
    expect(arrayLiteral(['a"b', "c\\d", "", "NULL", "ä,{}"])).toBe(
      ` E'{"a\\\\"b","c\\\\\\\\d","","NULL","ä,{}"}'::pg_catalog.text[]`,
    );
    expect(arrayLiteral(["it's", null])).toBe(`'{"it''s",NULL}'::pg_catalog.text[]`);
  });
});
