import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseSql } from "../sql/parse-sql.ts";
import { fieldsOf, listOf, nodeOf, type SqlTree, treeOf } from "../sql/sql-tree.ts";
import { SchemaDraft } from "./schema-draft.ts";
import { modelOfText, type SchemaModel } from "./schema-model.ts";
import { baseType, conversionOf, indexFamily, isConstrained } from "./type-conversion.ts";

beforeAll(loadParser);

const complete: SchemaModel = {
  ...modelOfText(18),
  isComplete: true,
  timeZone: "UTC",
  types: new Map([
    ["public.email", { typtype: "d", base: "text", notNull: false, checks: [{ name: "at", isValid: true }] }],
    ["public.work_email", { typtype: "d", base: "public.email", notNull: false, checks: [] }],
    ["public.tag", { typtype: "d", base: "text", notNull: false, checks: [] }],
    ["public.mood", { typtype: "e" }],
  ]),
};
const draft = new SchemaDraft(complete);
const textOnly = new SchemaDraft(modelOfText(18));

function convert(from: string | null, to: string, on: SchemaDraft = draft, using: string | null = null) {
  return conversionOf({ name: "c", type: from }, to, using === null ? null : expression(using), on);
}

function expression(text: string): SqlTree {
  const select = nodeOf(treeOf(parseSql(`select ${text}`)[0]?.tree ?? {}), "SelectStmt");
  return fieldsOf(nodeOf(listOf(select?.targetList)[0], "ResTarget") ?? undefined).val ?? null;
}

describe("a type change", () => {
  it.each([
    ["character varying(10)", "character varying(20)"],
    ["character varying(10)", "text"],
    ["numeric(8,2)", "numeric(10,2)"],
    ["timestamp(3) without time zone", "timestamp without time zone"],
    ["interval day to second(3)", "interval(6)"],
    ["public.work_email", "text"],
    ["text", "public.tag"],
    ["bpchar", "bpchar"],
  ])("from %s to %s keeps the values", (from, to) => {
    expect(convert(from, to)).toBe("keeps");
  });

  it.each([
    ["character varying(20)", "character varying(10)"],
    ["text", "character varying(10)"],
    ["numeric(8,2)", "numeric(8,3)"],
    ["integer", "bigint"],
    ["character(5)", "character(10)"],
    ["public.mood", "text"],
    ["text", "public.work_email"],
    ["interval", "interval year to month"],
    ["character varying(10)[]", "character varying(20)[]"],
  ])("from %s to %s writes them anew", (from, to) => {
    expect(convert(from, to)).toBe("rewrites");
  });

  it("between timestamps depends on the session's zone, and is unknown without one", () => {
    const pair = ["timestamp without time zone", "timestamp with time zone"] as const;
    const zoned = (timeZone: string | null) => new SchemaDraft({ ...complete, timeZone });
    expect(convert(...pair, zoned("Etc/UTC"))).toBe("keeps");
    expect(convert(...pair, zoned("Europe/Vienna"))).toBe("rewrites");
    expect(convert(...pair, zoned(null))).toBe("unknown");
  });

  it("is unknown without the old type, and between types of users that nobody knows", () => {
    expect(convert(null, "bigint", textOnly)).toBe("unknown");
    expect(convert("text", "public.mystery", textOnly)).toBe("unknown");
  });
});

describe("USING", () => {
  it("keeps the values as long as it only relabels the column", () => {
    expect(convert("character varying(10)", "text", draft, "c::varchar(20)::text")).toBe("keeps");
    expect(convert("text", "text", draft, 't.c collate "C"')).toBe("keeps");
  });

  it("writes them anew when it computes anything, even from text alone", () => {
    expect(convert("timestamp without time zone", "timestamp with time zone", draft, "c at time zone 'UTC'")).toBe("rewrites");
    expect(convert("text", "text", draft, "other")).toBe("rewrites");
    expect(convert(null, "text", textOnly, "lower(c)")).toBe("rewrites");
    expect(convert(null, "text", textOnly, "c::text")).toBe("unknown");
  });
});

describe("domains", () => {
  it("refuse values when one below them does", () => {
    expect(isConstrained("public.work_email", draft)).toBe(true);
    expect(isConstrained("public.tag", draft)).toBe(false);
    expect(baseType("public.work_email", draft)).toBe("text");
  });

  it("share the operator class of their base", () => {
    expect(indexFamily("public.tag", draft)).toBe(indexFamily("character varying(3)", draft));
    expect(indexFamily("bpchar", draft)).not.toBe(indexFamily("text", draft));
    expect(indexFamily("text[]", draft)).toBe(indexFamily("integer[]", draft));
  });
});
