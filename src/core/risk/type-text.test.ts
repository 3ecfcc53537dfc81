import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseSql } from "../sql/parse-sql.ts";
import { fieldsOf, listOf, nodeOf, treeOf } from "../sql/sql-tree.ts";
import { SchemaDraft } from "./schema-draft.ts";
import { modelOfText } from "./schema-model.ts";
import { typeText } from "./type-text.ts";

function spelled(type: string): string | null {
  const [statement] = parseSql(`create table t (c ${type})`);
  const create = nodeOf(treeOf(statement?.tree ?? {}), "CreateStmt");
  const column = nodeOf(listOf(create?.tableElts)[0], "ColumnDef");
  return typeText(fieldsOf(column?.typeName), new SchemaDraft(modelOfText(18)));
}

describe("the spelling of a type", () => {
  beforeAll(loadParser);

  it.each([
    ["int", "integer"],
    ["int8[]", "bigint[]"],
    ["varchar(20)", "character varying(20)"],
    ["char", "character(1)"],
    ["bpchar", "bpchar"],
    ["numeric(8, 2)", "numeric(8,2)"],
    ["numeric(8)", "numeric(8,0)"],
    ["timestamptz(3)", "timestamp(3) with time zone"],
    ["timestamp", "timestamp without time zone"],
    ["time(0)", "time(0) without time zone"],
    ["bit varying(4)", "bit varying(4)"],
    ["bigserial", "bigint"],
    ["text", "text"],
    ["interval", "interval"],
    ["interval(3)", "interval(3)"],
    ["interval year to month", "interval year to month"],
    ["interval day to second(3)", "interval day to second(3)"],
    ['"char"', '"char"'],
    ["mood", "public.mood"],
    ['app."Mood"[]', 'app."Mood"[]'],
  ])("of %s is %s", (type, expected) => {
    expect(spelled(type)).toBe(expected);
  });
});
