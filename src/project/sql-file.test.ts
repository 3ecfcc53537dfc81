import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSqlFile } from "./sql-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-sql-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(content: string | Buffer) {
  const path = join(folder, "a.sql");
  await writeFile(path, content);
  return await readSqlFile(path);
}

const dump = `--
-- PostgreSQL database dump
--

\\restrict abcDEF

-- Dumped from database version 18.1

SET statement_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
CREATE DATABASE app WITH TEMPLATE = template0;
\\connect app

CREATE TABLE public.t (
    a integer
);

COPY public.t (a) FROM stdin;
1
2
\\.

\\unrestrict abcDEF
`;

test("what pg_dump writes is read, with the data beside its COPY and what a scratch database cannot use left out", async () => {
  const { statements, skipped } = await read(dump);
  expect(statements).toEqual([
    { sql: "SET client_encoding = 'UTF8';", line: 11, copyData: null },
    { sql: "CREATE TABLE public.t (\n    a integer\n);", line: 15, copyData: null },
    { sql: "COPY public.t (a) FROM stdin;", line: 19, copyData: "1\n2\n" },
  ]);
  expect(skipped.map(({ line }) => line)).toEqual([5, 9, 10, 12, 13, 24]);
});

test("any other psql command is refused where it stands", async () => {
  await expect(read("select 1;\n  \\i other.sql\n")).rejects.toMatchObject({
    code: "SQL_SYNTAX",
    message: expect.stringMatching(/a\.sql:2:3: psql command \\i/),
  });
});

test("a file that is not SQL is refused with line and column", async () => {
  await expect(read("create table t (a int);\n\ncreat table u ();")).rejects.toMatchObject({
    code: "SQL_SYNTAX",
    message: expect.stringContaining("a.sql:3:1: syntax error"),
  });
  await expect(read("create table t (\n  a integer,\n  b é 😀 nonsense(,\n);")).rejects.toMatchObject({
    message: expect.stringContaining("a.sql:3:"),
  });
  await expect(read("# A readme\n")).rejects.toMatchObject({ message: expect.stringContaining("a.sql:1:1:") });
});

test("other encodings and custom-format dumps are told apart", async () => {
  await expect(read(Buffer.from("select 'caf\xe9';", "latin1"))).rejects.toMatchObject({
    message: expect.stringContaining("a.sql:1:12: not UTF-8"),
  });
  await expect(read(Buffer.from("\uFEFFselect 1;", "utf16le"))).rejects.toMatchObject({
    message: expect.stringContaining("UTF-16"),
  });
  await expect(read("PGDMP\x01\x0e")).rejects.toMatchObject({ message: expect.stringContaining("pg_restore") });
});

test("a U+FFFD that the file itself holds is no error", async () => {
  expect((await read("select '\uFFFD';")).statements).toHaveLength(1);
  await expect(read(Buffer.concat([Buffer.from("select '\uFFFD';\n"), Buffer.from([0xff])]))).rejects.toMatchObject({
    message: expect.stringContaining("a.sql:2:1:"),
  });
});

test("a missing file and an unfinished COPY are errors", async () => {
  await expect(readSqlFile(join(folder, "none.sql"))).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  await expect(read("copy t from stdin;\n1\n")).rejects.toMatchObject({ message: expect.stringContaining("end mark") });
  expect((await read("")).statements).toEqual([]);
});
