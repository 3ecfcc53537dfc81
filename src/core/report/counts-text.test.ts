import { expect, it } from "vitest";
import { countsText } from "./counts-text.ts";
import { plainStyle } from "./text-style.ts";

it("aligns counts and marks estimates, missing tables and other content", () => {
  const tables = [
    { table: "public.currencies", a: 160, b: 160, exact: true, checksum: "differs" as const },
    { table: "public.invoices", a: 1_234_567, b: 1_200_000, exact: false },
    { table: "public.new", a: 3, b: null, missing: "b" as const, exact: true },
    { table: "public.unanalysed", a: null, b: null, exact: false },
  ];
  expect(countsText({ a: "dev", b: "production", tables }, plainStyle)).toMatchInlineSnapshot(`
    "table                     dev  production  production has  content
    public.currencies         160         160  the same        differs
    public.invoices    ~1,234,567  ~1,200,000  ~34,567 fewer
    public.new                  3    no table
    public.unanalysed           ?           ?

    4 tables: 1 with the same count, 1 with another count, 1 unknown, 1 only in dev, 1 with other
      content
    ~ is the server's estimate; --exact counts every row
    ? is not known: never analysed (--exact counts it), or no right to read it
    "
  `);
});

it("says in one line that all is equal, and of what kind the numbers are", () => {
  const quiet = { ...plainStyle, isQuiet: true };
  const tables = ["public.a", "public.b"].map((table) => ({ table, a: 1, b: 1, exact: true }));
  expect(countsText({ a: "dev", b: "production", tables }, quiet)).toBe("2 tables: all with the same count\n");
  const estimates = tables.map((count) => ({ ...count, exact: false }));
  expect(countsText({ a: "dev", b: "production", tables: estimates }, quiet)).toBe("2 tables: all with the same estimate\n");
  expect(countsText({ a: "dev", b: "production", tables: [] }, plainStyle)).toBe("dev and production have no tables\n");
});

it("does not call equal what was never counted", () => {
  const tables = [{ table: "public.a", a: null, b: null, exact: false }];
  expect(countsText({ a: "dev", b: "production", tables }, { ...plainStyle, isQuiet: true })).toBe("1 table: 1 unknown\n");
});

it("says which side has a table that the other lacks", () => {
  const tables = [
    { table: "public.old", a: null, b: 7, missing: "a" as const, exact: true },
    { table: "public.new", a: 3, b: null, missing: "b" as const, exact: true },
  ];
  const text = countsText({ a: "dev", b: "production", tables }, plainStyle);
  expect(text).toContain("2 tables: 1 only in dev, 1 only in production");
  expect(text).toMatch(/public\.old +no table +7\n/);
  expect(text).not.toContain("? is not known");
  const unread = [{ table: "public.new", a: null, b: null, missing: "b" as const, exact: true }];
  expect(countsText({ a: "dev", b: "production", tables: unread }, plainStyle)).toContain("? is not known: no right to read it");
});

it("says where counting stopped, and does not call equal what has more", () => {
  const tables = [
    { table: "public.a", a: 100, b: 100, exact: true, beyond: ["a", "b"] as const },
    { table: "public.b", a: 100, b: 7, exact: true, beyond: ["a"] as const },
    { table: "public.c", a: 100, b: 100, exact: true, beyond: ["b"] as const },
  ];
  const text = countsText({ a: "dev", b: "production", limit: 100, tables }, plainStyle);
  expect(text).toMatch(/public\.a +>100 +>100\n/);
  expect(text).toMatch(/public\.b +>100 +7 +fewer\n/);
  expect(text).toMatch(/public\.c +100 +>100 +more\n/);
  expect(text).toContain("3 tables: 2 with another count, 1 beyond the limit on both sides");
  expect(text).toContain("> has more: counting stopped at --limit");
});
