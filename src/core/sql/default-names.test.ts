import { beforeAll, expect, test } from "vitest";
import { loadParser, parseSql } from "../sql/parse-sql.ts";
import { fieldsOf, nodeOf, treeOf } from "../sql/sql-tree.ts";
import { defaultName, indexNames } from "./default-names.ts";

beforeAll(loadParser);

test("short names are joined as they are", () => {
  expect(defaultName("users", "email", "key")).toBe("users_email_key");
  expect(defaultName("users", null, "pkey")).toBe("users_pkey");
});

// the expected names are those that PostgreSQL 18 gave
test("long names are cut to 63 bytes, the longer part first, never inside a character", () => {
  expect(defaultName("a".repeat(60), "b".repeat(20), "fkey")).toBe(`${"a".repeat(37)}_${"b".repeat(20)}_fkey`);
  expect(defaultName("é".repeat(28), "ü".repeat(20), "key")).toBe(`${"é".repeat(14)}_${"ü".repeat(14)}_key`);
});

test.each([
  ["create index on t (a, a)", "t_a_a1_idx"],
  ["create index on t ((a::text), (case when a > 1 then 1 end), (a is null), (array[a]))", "t_a_case_expr_array_idx"],
  ["create index on t (lower(a), (b + 1), coalesce(c, 1)) include (d)", "t_lower_expr_coalesce_d_idx"],
])("%s is named %s", (sql, name) => {
  const index = nodeOf(treeOf(parseSql(sql)[0]?.tree ?? {}), "IndexStmt");
  expect(indexNames("t", fieldsOf(index ?? {}))[0]).toBe(name);
});
