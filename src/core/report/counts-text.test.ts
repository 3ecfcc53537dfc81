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
    "table                     dev  production  difference  content
    public.currencies         160         160              differs
    public.invoices    ~1,234,567  ~1,200,000     -34,567
    public.new                  3     missing     missing
    public.unanalysed     unknown     unknown

    4 tables, 3 with other counts or content
    ~ is the server's estimate; count with --exact
    "
  `);
});

it("says in one line that all is equal", () => {
  const tables = [{ table: "public.a", a: 1, b: 1, exact: true }];
  expect(countsText({ a: "dev", b: "production", tables }, { ...plainStyle, isQuiet: true })).toBe("1 table, all equal\n");
});

it("does not call equal what was never counted", () => {
  const tables = [{ table: "public.a", a: null, b: null, exact: false }];
  expect(countsText({ a: "dev", b: "production", tables }, { ...plainStyle, isQuiet: true })).toBe(
    "1 table, none known to differ, 1 unknown\n",
  );
});
