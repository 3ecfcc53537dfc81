/** Which tables a copy is about, whether their rows fit, and whose values a column holds. */

import { describe, expect, it } from "vitest";
import { copyDifferences } from "./copy-differences.ts";
import { copyScope } from "./copy-scope.ts";
import { statisticsDifferences } from "./copy-statistics.ts";
import type { CopyColumn, CopyReference, CopySchema, CopyTable } from "./copy-table.ts";
import { joinsOf, traitsOf } from "./copy-traits.ts";

const column = (name: string, more: Partial<CopyColumn> = {}): CopyColumn => ({
  name,
  type: "text",
  baseType: "text",
  category: "S",
  isNullable: true,
  isGenerated: false,
  isIdentity: false,
  isUnique: false,
  isKey: false,
  isArray: false,
  maxLength: null,
  enumLabels: null,
  checks: [],
  ...more,
});
const table = (name: string, ...columns: readonly CopyColumn[]): CopyTable => ({
  name: `public.${name}`,
  plainName: `public.${name}`,
  leaves: [`public.${name}`],
  columns,
});
const reference = (from: string, own: string, to: string, other: string): CopyReference => ({
  name: `${from}_${own}`,
  from: `public.${from}`,
  columns: [own],
  to: `public.${to}`,
  toColumns: [other],
  isFull: false,
  isVirtual: false,
  isProven: true,
});
const schema: CopySchema = {
  tables: [
    table("users", column("id"), column("email", { isUnique: true })),
    table("orders", column("id"), column("user_id"), column("total", { isGenerated: true })),
    table("logins", column("email")),
    table("audit", column("line")),
  ],
  references: [reference("orders", "user_id", "users", "id"), reference("logins", "email", "users", "email")],
};
const everything = { only: [], exclude: [] };

describe("the scope of a copy", () => {
  it("is every table, or those that were asked for with what they refer to", () => {
    expect(copyScope(schema, everything).copied).toHaveLength(4);
    expect(copyScope(schema, { only: ["orders"], exclude: [] })).toEqual({
      copied: ["public.orders", "public.users"],
      broughtAlong: ["public.users"],
      leftOut: [],
    });
    expect(copyScope(schema, { only: [], exclude: ["public.a*"] })).toMatchObject({ leftOut: ["public.audit"] });
  });

  it("refuses to leave out what somebody needs, and names that are not there", () => {
    expect(() => copyScope(schema, { only: [], exclude: ["users"] })).toThrow(
      /public.logins refers to public.users|public.orders refers to public.users/,
    );
    expect(() => copyScope(schema, { only: ["userz"], exclude: [] })).toThrow(/Did you mean "public.users"/);
    expect(() => copyScope(schema, { only: ["audit.*"], exclude: [] })).toThrow(/No table/);
  });
});

describe("rows fit", () => {
  const names = schema.tables.map(({ name }) => name);

  it("into the same tables, and into one that has more that may be null", () => {
    const tables = schema.tables.map((one) => ({ ...one, columns: [...one.columns, column("since")] }));
    expect(copyDifferences(schema, schema, names)).toEqual([]);
    expect(copyDifferences(schema, { ...schema, tables }, names)).toEqual([]);
  });

  it("into no table that is missing, has other types, or asks for more", () => {
    const target: CopySchema = {
      tables: [
        table(
          "users",
          column("id", { type: "bigint" }),
          column("email", { isGenerated: true }),
          column("born", { isNullable: false }),
        ),
        table("orders", column("id"), column("total")),
        table("logins", column("email")),
      ],
      references: [...schema.references, reference("logins", "email", "users", "id")],
    };
    expect(copyDifferences(schema, target, names)).toEqual([
      "public.users.id is bigint, at the source text",
      "public.users.email is computed there, and stored at the source",
      "public.users.born is not known at the source, and takes no null",
      "public.orders.user_id is missing",
      "public.logins has a foreign key to public.users there (logins_email), and none at the source",
      "public.audit is missing",
    ]);
  });
});

describe("a column's traits", () => {
  it("leave out what is generated, and say what it refers to, which it then shares its values with", () => {
    const traits = traitsOf(schema);
    expect(traits.map(({ column: name }) => name)).not.toContain("total");
    expect(traits.find(({ table: name }) => name === "public.logins")?.foreignKeyTo).toEqual({
      table: "public.users",
      column: "email",
    });
    expect(joinsOf(schema)).toContainEqual(["public.logins.email", "public.users.email"]);
  });
});

describe("statistics", () => {
  const of = (name: string, nullShare: number, distinct: number, width: number) => ({
    column: `public.users.${name}`,
    nullShare,
    distinct,
    width,
  });

  it("differ where a plan could: by nulls, width and, of whole tables, by how many values there are", () => {
    const source = [of("a", 0, -1, 20), of("b", 0.5, 100, 20), of("c", 0, 100, 200), of("d", 0, 5, 4)];
    const target = [of("a", 0.01, -0.9, 24), of("b", 0.1, 100, 20), of("c", 0, 30, 20), of("d", 0, 2, 4)];
    expect(statisticsDifferences(source, target, () => true)).toEqual([
      "public.users.b: null in 10 %, at the source 50 %",
      "public.users.c: 20 bytes wide, at the source 200; 30 distinct values, at the source 100 distinct values",
    ]);
    expect(statisticsDifferences(source, target, () => false)).toHaveLength(2);
    expect(statisticsDifferences(source, target, () => false)[1]).not.toContain("distinct");
    expect(statisticsDifferences(source, [], () => true)).toEqual([]);
  });
});
