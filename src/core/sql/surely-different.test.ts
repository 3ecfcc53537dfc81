import { describe, expect, it } from "vitest";
import { surelyDifferent } from "./surely-different.ts";

describe("surely different are texts that do not use the same", () => {
  it.each([
    ["'draft'::text", "'open'::text"],
    ["now()", "now() + '1 day'::interval"],
    ["(total > 0)", "(total > 1)"],
    ["SELECT a, b FROM t WHERE b > 0", "SELECT a FROM t WHERE b > 0"],
    ["SELECT first_name FROM t", "SELECT last_name FROM t"],
    ['SELECT "A" FROM t', 'SELECT "B" FROM t'],
    ["$$select 1$$", "$$select  1$$"],
    ["nextval('public.a_seq'::regclass)", "nextval('public.b_seq'::regclass)"],
  ])("%s  and  %s", (a, b) => {
    expect(surelyDifferent(a, b)).toBe(true);
  });
});

describe("nothing is proven where only the spelling may differ", () => {
  it.each([
    ["(status)::text = ('a'::character varying)::text", "status::text = 'a'::text"],
    ["'-1.50'::numeric", "-1.50"],
    ["'1e-5'::double precision", "1e-5"],
    ["x_y IN ('a', 'b')", "x_y = ANY (ARRAY['a', 'b'])"],
    ["pg_catalog.lower(first_name)", "lower(first_name)"],
    ["SELECT t_1.a FROM t_1", "SELECT a FROM t_1"],
    [
      "SELECT coalesce(a_b, 'x') AS c_d FROM t ORDER BY c_d",
      "SELECT coalesce(a_b, 'x') AS c_d FROM t ORDER BY coalesce(a_b, 'x')",
    ],
    ["E'a\\nb'", "'a'"],
    ["'it''s'", "$q$it's$q$"],
    ["CURRENT_DATE", "('now'::text)::date + 'unfinished"],
    ["Lower(First_Name)", "lower(first_name)"],
    ['"first_name"', "first_name"],
    ['"absent"', "absent"],
    ["a AND b", "b AND a"],
    ["f(a::numeric(10,2)::numeric(10,2))", "f(a::numeric(10,2))"],
    ["SELECT coalesce(a, b) AS c FROM t ORDER BY c", "SELECT coalesce(a, b) AS c FROM t ORDER BY coalesce(a, b)"],
  ])("%s  and  %s", (a, b) => {
    expect(surelyDifferent(a, b)).toBe(false);
  });
});
