import fc from "fast-check";
import { expect, test } from "vitest";
import { splitStatements } from "./split-statements.ts";

const texts = (sql: string) => splitStatements(sql).map((part) => part.text);

test("semicolons inside quotes, dollar quotes, comments and parentheses do not end a statement", () => {
  expect(texts(`select ';' ; select ";" ; select $$;$$; select $a$ $$;$$ $a$;`)).toHaveLength(4);
  expect(texts("select 1 /* ; /* ; */ ; */ ; select 2 -- ;\n;")).toEqual(["select 1 /* ; /* ; */ ; */ ;", "select 2 -- ;\n;"]);
  expect(texts("create rule r as on insert to t do also (select 1; select 2); select 3")).toHaveLength(2);
});

test("a backslash escapes the quote in E'' only", () => {
  expect(texts("select E'it\\'s; fine'; select 2;")).toHaveLength(2);
  expect(texts("select 'a\\'; select 2;")).toHaveLength(2);
});

test("a body in BEGIN ATOMIC … END is one statement, CASE … END inside it included", () => {
  const sql = `create or replace function f() returns int begin atomic
    select case when true then 1 else 2 end;
    select 2;
  end; select 3;`;
  expect(texts(sql)).toHaveLength(2);
  expect(texts("begin; select 1; end; select 2;")).toHaveLength(4);
});

test("meta-commands and COPY data, as pg_dump writes them, are parts of their own", () => {
  const sql = "\\restrict abc\n\nCOPY public.t (a, b) FROM stdin;\n1\tit's; $$\n\\.\n\n\\unrestrict abc\nselect 1;\n";
  expect(splitStatements(sql).map(({ kind, text, line }) => ({ kind, text, line }))).toEqual([
    { kind: "meta-command", text: "\\restrict abc", line: 1 },
    { kind: "statement", text: "COPY public.t (a, b) FROM stdin;", line: 3 },
    { kind: "copy-data", text: "1\tit's; $$\n\\.", line: 4 },
    { kind: "meta-command", text: "\\unrestrict abc", line: 7 },
    { kind: "statement", text: "select 1;", line: 8 },
  ]);
});

test("an empty COPY block holds only its end mark, and COPY from a file has no block", () => {
  expect(splitStatements("copy t from stdin;\n\\.\nselect 1;").map((part) => part.kind)).toEqual([
    "statement",
    "copy-data",
    "statement",
  ]);
  expect(splitStatements("copy t from '/x';\nselect 1;").map((part) => part.kind)).toEqual(["statement", "statement"]);
});

test("a bad statement does not hide the others", () => {
  expect(texts("selec 1; create tabel x (; select 3")).toEqual(["selec 1;", "create tabel x (; select 3"]);
  expect(texts("selec 1;\nselect 2;")).toEqual(["selec 1;", "select 2;"]);
});

test("drizzle's breakpoint ends a statement that has no semicolon", () => {
  expect(texts("create table a (i int)\n--> statement-breakpoint\ncreate table b (i int);")).toHaveLength(2);
});

test("what the text ends inside of is marked", () => {
  expect(splitStatements("select 'abc").at(-1)?.terminated).toBe(false);
  expect(splitStatements("select 1 /* abc").at(-1)?.terminated).toBe(false);
  expect(splitStatements("select 1").at(-1)?.terminated).toBe(true);
  expect(splitStatements("copy t from stdin;\n1\n").at(-1)?.terminated).toBe(false);
});

test("a byte order mark, carriage returns and empty statements are no parts; lines are counted from 1", () => {
  const parts = splitStatements("\uFEFF-- head\r\n;;\r\nselect 1;\r\n\r\nselect 2;\r\n");
  expect(parts.map(({ text, line }) => [text, line])).toEqual([
    ["select 1;", 3],
    ["select 2;", 5],
  ]);
});

test("parts never overlap, keep their order, and their text is the text at their offsets", () => {
  const piece = fc.constantFrom(
    "select 1",
    ";",
    "'a;b'",
    '"q"',
    "$$;$$",
    "$x$",
    "--c\n",
    "/*",
    "*/",
    "(",
    ")",
    "\n",
    "\\x",
    "E'\\'",
    "case",
    "é😀",
    "\\.\n",
    "copy t from stdin;\n",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const sql = pieces.join(" ");
      let last = 0;
      for (const part of splitStatements(sql)) {
        expect(part.from).toBeGreaterThanOrEqual(last);
        expect(part.start).toBeGreaterThanOrEqual(part.from);
        expect(part.text).toBe(sql.slice(part.start, part.end));
        expect(part.line).toBe(sql.slice(0, part.start).split("\n").length);
        last = part.end;
      }
    }),
  );
});

test("literals of many megabytes and deep comments are no trouble", () => {
  expect(texts(`select '${"''".repeat(5_000_000)}'; select 2;`)).toHaveLength(2);
  expect(texts(`select E'${"\\n".repeat(1_000_000)}'; ${"/*".repeat(100_000)}${"*/".repeat(100_000)} select 2;`)).toHaveLength(2);
});
