import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { canonicalExpression, canonicalQuery, canonicalStatement, canonicalStoredValue } from "./canonical.ts";
import { loadParser } from "./parse-sql.ts";
import { surelyDifferent } from "./surely-different.ts";

beforeAll(loadParser);

describe("expressions that mean the same", () => {
  test.each([
    [
      "((x)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
      "(x)::text = ANY (ARRAY['a'::text, 'b'::text])",
    ],
    [
      "(ARRAY['a'::character varying, 'b'::character varying])::text[]",
      "ARRAY[('a'::character varying)::text, ('b'::character varying)::text]",
    ],
    ["((status)::text = ('a'::character varying)::text)", "((status)::text = 'a'::text)"],
    ["(ARRAY[v, w])::text[]", "ARRAY[(v)::text, (w)::text]"],
    ["(ARRAY[ARRAY[1, 2], ARRAY[3, 4]])::bigint[]", "ARRAY[ARRAY[(1)::bigint, (2)::bigint], ARRAY[(3)::bigint, (4)::bigint]]"],
    ["((a > 1) AND (b > 2)) AND (c > 3)", "(a > 1) AND ((b > 2) AND (c > 3))"],
    ["(a OR b) OR c", "a OR (b OR c)"],
    ["'-1'::integer", "(-1)"],
    ["1::integer", "1"],
    ["'0'::integer", "0"],
    ["'-1.50'::numeric", "-1.50"],
    ["'5000000000'::bigint", "5000000000"],
    ["'5000000000'::bigint", "(5000000000)::bigint"],
    ["'-1'::bigint", "('-1'::integer)::bigint"],
    ["'1'::smallint", "(1)::smallint"],
    ["'7'::numeric", "(7)::numeric"],
    ["'0.5'::double precision", "(0.5)::double precision"],
    ["'-1.50'::double precision", "('-1.5'::numeric)::double precision"],
    ["'3.141592653589793'::double precision", "(3.14159265358979323846)::double precision"],
    ["'1e+20'::double precision", "(100000000000000000000)::double precision"],
    ["'0'::double precision", "(0.0)::double precision"],
    ["'0.25'::real", "(0.250)::real"],
    ["'1e-05'::real", "(0.00001)::real"],
    ["('0'::numeric)::numeric(10,2)", "(0)::numeric(10,2)"],
    ["(0.00)::numeric(10,2)", "(0)::numeric(10,2)"],
    ["(x)::character varying", "x::varchar"],
    ["(x::text)::text", "x::text"],
    ["now()::timestamp with time zone", "now()::timestamptz"],
    ["pg_catalog.lower(x)", "lower(x)"],
    ["a OPERATOR(pg_catalog.=) b", "a = b"],
    ['a COLLATE pg_catalog."C"', 'a COLLATE "C"'],
    ["x IN ('a', 'b')", "x = ANY (ARRAY['a', 'b'])"],
    ["x IN (1)", "x = 1"],
    ["x NOT IN (1, 2)", "x <> ALL (ARRAY[1, 2])"],
    ["CHECK ((a > 1)) NOT VALID", "check (a>1) not valid"],
    ["FOR VALUES FROM (1) TO (10)", "for values from ( 1 ) to (10)"],
  ])("%s  =  %s", (a, b) => {
    expect(canonicalExpression(a)).toBe(canonicalExpression(b));
    expect(surelyDifferent(a, b)).toBe(false);
  });
});

describe("expressions that differ in meaning", () => {
  test.each([
    ["'a '::bpchar::text", "'a '::text"],
    ["'abc'::character varying(2)", "'abc'::character varying"],
    ["('abc'::character varying(2))::text", "'abc'::text"],
    ["'a'::text", "'a'::character varying"],
    ["x = 'a'", "x = 'A'"],
    ["(ARRAY[tags])::integer[]", "ARRAY[(tags)::integer]"],
    ["ARRAY[]::text[]", "ARRAY[]::integer[]"],
    ["a AND b OR c", "a AND (b OR c)"],
    ["NOT (a AND b)", "(NOT a) AND b"],
    ["a - (b - c)", "(a - b) - c"],
    ["'01'::integer", "'1'::bigint"],
    ["1", "1.0"],
    ["'1'::numeric", "1"],
    ["'1'::numeric", "'1.0'::numeric"],
    ["0.50", "0.5"],
    ["'0.5'::double precision", "0.5"],
    ["'0.5'::double precision", "'0.5'::real"],
    ["'-0'::double precision", "'0'::double precision"],
    ["'0.1'::double precision", "'0.10000000000000002'::double precision"],
    ["'16777216'::real", "'16777217'::real"],
    ["(1.005)::numeric(10,2)", "(1.01)::numeric(10,2)"],
    ["(1)::numeric(10,2)", "(1)::numeric(10,3)"],
    ["('1'::numeric(10,1))::numeric(10,2)", "(1)::numeric(10,2)"],
    ["'5000000000'::numeric", "5000000000"],
    ["'NaN'::double precision", "'0'::double precision"],
    ["(1)::bigint", "1"],
    ["-1", "1"],
    ["now()", "CURRENT_TIMESTAMP"],
    ["date_part('year'::text, d)", "EXTRACT(year FROM d)"],
    ["(x = ANY (ARRAY[1, 2]))", "(x = ALL (ARRAY[1, 2]))"],
    ["app.lower(x)", "lower(x)"],
    ['x COLLATE "C"', "x"],
    ["CHECK ((a > 1)) NOT VALID", "CHECK ((a > 1))"],
    ["(x)::numeric(10,2)", "(x)::numeric(10,3)"],
    ['"A"', "a"],
  ])("%s  ≠  %s", (a, b) => {
    expect(canonicalExpression(a)).not.toBe(canonicalExpression(b));
  });
});

describe("a value that is stored in a column", () => {
  const same = (type: string, a: string, b: string) =>
    canonicalStoredValue(a, type) === canonicalStoredValue(b, type) && !surelyDifferent(a, b);

  test.each([
    ["double precision", "0.5", "'0.5'::double precision"],
    ["double precision", "'-1'::integer", "'-1'::double precision"],
    ["real", "1", "'1'::real"],
    ["bigint", "0", "'0'::bigint"],
    ["bigint", "'-1'::integer", "'-1'::bigint"],
    ["smallint", "1", "'1'::smallint"],
    ["numeric", "0", "'0'::numeric"],
    ["numeric(10,2)", "0", "'0'::numeric"],
    ["numeric(10,2)", "0.5", "0.50"],
  ])("%s: %s  =  %s", (type, a, b) => {
    expect(same(type, a, b)).toBe(true);
  });

  test.each([
    ["double precision", "0.5", "'0.25'::double precision"],
    ["numeric", "0.5", "0.50"],
    ["numeric(10,2)", "0", "1"],
    ["text", "0.5", "'0.5'::double precision"],
    ["integer", "f(1)", "f(2)"],
    ["bigint", "nextval('a'::regclass)", "nextval('b'::regclass)"],
  ])("%s: %s  ≠  %s", (type, a, b) => {
    expect(same(type, a, b)).toBe(false);
  });
});

describe("queries", () => {
  const same = (a: string, b: string) => {
    expect(canonicalQuery(a)).toBe(canonicalQuery(b));
    expect(surelyDifferent(a, b)).toBe(false);
  };
  const differ = (a: string, b: string) => expect(canonicalQuery(a)).not.toBe(canonicalQuery(b));

  test("columns of a single relation may be qualified or bare", () => {
    same("SELECT t.a FROM app.t", "SELECT a FROM app.t;");
    same("SELECT u.a AS id FROM t u WHERE (u.b > 1)", "SELECT a AS id FROM t u WHERE b > 1");
    same("SELECT t.a AS a FROM t", "SELECT a FROM t");
    same("SELECT t.a FROM t GROUP BY t.a", "SELECT a FROM t GROUP BY a");
  });

  test("ORDER BY of a bare name means the output column", () => {
    same("SELECT t.a FROM t ORDER BY t.a", "SELECT a FROM t ORDER BY a");
    differ("SELECT b AS a FROM t ORDER BY a", "SELECT b AS a FROM t ORDER BY t.a");
    same("SELECT b AS a FROM t ORDER BY a", "SELECT t.b AS a FROM t ORDER BY t.b");
    same("SELECT DISTINCT ON (a) a, b FROM t", "SELECT DISTINCT ON (t.a) t.a, t.b FROM t");
  });

  test("a correlated reference reads the same from inside", () => {
    same(
      "SELECT t.a FROM t WHERE (EXISTS ( SELECT 1 FROM o WHERE (o.id = t.a)))",
      "SELECT a FROM t WHERE (EXISTS ( SELECT 1 FROM o WHERE (o.id = t.a)))",
    );
    differ(
      "SELECT t.a FROM t WHERE (EXISTS ( SELECT 1 FROM o WHERE (o.id = t.a)))",
      "SELECT a FROM t WHERE (EXISTS ( SELECT 1 FROM o WHERE (o.id = o.a)))",
    );
  });

  test("with two relations a bare name is a merged join column and stays apart", () => {
    differ("SELECT id FROM a JOIN b USING (id)", "SELECT a.id FROM a JOIN b USING (id)");
    differ("SELECT a.x FROM a, b", "SELECT b.x FROM a, b");
  });

  test("an alias that renames is kept", () => {
    differ("SELECT a AS b FROM t", "SELECT a FROM t");
    differ("SELECT a FROM t", "SELECT a FROM only t");
    differ("SELECT a FROM t", "SELECT a FROM u");
  });
});

test("statements are compared without their layout, and a definition in CREATE VIEW like a bare query", () => {
  expect(canonicalStatement("CREATE INDEX k ON t USING btree (a)")).toBe(
    canonicalStatement("create index k\n on t using btree(a);"),
  );
  expect(canonicalStatement("create index k on t (a)")).not.toBe(canonicalStatement("create index k on t (a desc)"));
  expect(canonicalStatement("create view v as select t.a from t")).toBe(canonicalStatement("create view v as select a from t"));
});

test("a function body is opaque text: any difference counts", () => {
  const body = (text: string) => `create function f() returns int language sql as $$${text}$$`;
  expect(canonicalStatement(body("select 1"))).not.toBe(canonicalStatement(body("select  1")));
});

test("text that is no SQL stands for itself", () => {
  expect(canonicalExpression("<unprintable>")).toBe("text:<unprintable>");
  expect(canonicalExpression("")).toBe(canonicalExpression(""));
  expect(canonicalExpression("a b c")).not.toBe(canonicalExpression("a b d"));
});

test("parentheses and blanks never count, constants and names always do", () => {
  const atom = fc.oneof(fc.constantFrom("a", "b", "t.c", "'x'", "NULL", "1.5"), fc.integer({ min: 0, max: 99 }).map(String));
  const expression = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc
        .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "=", "<", "||"), tie("expression"))
        .map((parts) => `(${parts.join(" ")})`),
      fc.tuple(tie("expression"), fc.constantFrom("AND", "OR"), tie("expression")).map((parts) => `(${parts.join(" ")})`),
      tie("expression").map((inner) => `f(${inner})`),
    ),
  })).expression;
  fc.assert(
    fc.property(expression, (text) => {
      const respelled = text.replaceAll("(", "( ( ").replaceAll(")", ") )").replaceAll("f( (", "f((").replaceAll(" ", "\n ");
      expect(canonicalExpression(respelled)).toBe(canonicalExpression(text));
      expect(canonicalExpression(`(${text}) + 100`)).not.toBe(canonicalExpression(`(${text}) + 101`));
    }),
    { numRuns: 200 },
  );
});
