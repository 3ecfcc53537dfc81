/**
 * Every entry of the corpus is stored on PostgreSQL 14 and 18, printed, created again from what was printed (14's text on
 * 18 too), and printed again, twice. All these spellings must have one canonical string, and no two entries the same.
 */

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalExpression, canonicalQuery, canonicalStatement } from "../../src/core/sql/canonical.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { availableMajors, createDatabase, startServer } from "../support/postgres.ts";
import { bodies, conditions, corpusSetup, defaults, definitions, queries } from "./canonical-sql.corpus.ts";

/** One way to store a text, to read it back and to store again what was read. */
interface Storage {
  readonly create: (text: string) => string;
  readonly recreate: (printed: string) => string;
  readonly read: string;
  readonly canonical: (printed: string) => string;
}

/** 14 comes with test/servers; `npm test` on a fresh clone has 18 alone and judges printing and reading again there. */
const majors = [14, 18].filter((major) => availableMajors().includes(major));
const servers: ScratchServer[] = [];
const clients: Client[] = [];

beforeAll(async () => {
  await loadParser();
  for (const major of majors) {
    const server = await startServer(major);
    servers.push(server);
    const client = new Client({ connectionString: await createDatabase(server, corpusSetup) });
    clients.push(client);
    await client.connect();
  }
});

afterAll(async () => {
  for (const client of clients) await client.end();
  for (const server of servers) await server.stop();
});

async function stored(client: Client, sql: string, read: string, searchPath: string): Promise<string> {
  await client.query("begin");
  try {
    await client.query("select pg_catalog.set_config('search_path', $1, true)", [searchPath]);
    await client.query(sql);
    await client.query("set local search_path = ''");
    const result = await client.query<{ d: string }>(read);
    return result.rows[0]?.d ?? "nothing was stored";
  } finally {
    await client.query("rollback");
  }
}

/** Every spelling that servers give to one text. */
async function spellings(text: string, storage: Storage): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [index, client] of clients.entries()) {
    const printed = await stored(client, storage.create(text), storage.read, "app, public");
    found.push(printed);
    for (const newer of clients.slice(index)) {
      const again = await stored(newer, storage.recreate(printed), storage.read, "");
      found.push(again, await stored(newer, storage.recreate(again), storage.read, ""));
    }
  }
  return found;
}

/** Texts whose spellings disagree or that share a canonical string, and how many were spelled in more than one way. */
async function judge(texts: readonly string[], storageOf: (text: string) => Storage) {
  const owners = new Map<string, string>();
  const phantoms: string[] = [];
  const equated: string[] = [];
  let respelled = 0;
  for (const text of texts) {
    const storage = storageOf(text);
    const forms = await spellings(text, storage);
    if (new Set(forms).size > 1) respelled++;
    const canonical = new Set(forms.map(storage.canonical));
    if (canonical.size > 1) phantoms.push([text, ...new Set(forms)].join("\n"));
    for (const form of canonical) {
      const owner = owners.get(form) ?? text;
      if (owner !== text) equated.push(`${owner} = ${text}`);
      owners.set(form, text);
    }
  }
  return { phantoms, equated, respelled };
}

const view: Storage = {
  create: (query) => `create view app.k as ${query}`,
  recreate: (printed) => `create view app.k as ${printed}`,
  read: "select pg_catalog.pg_get_viewdef('app.k'::pg_catalog.regclass, false) as d",
  canonical: canonicalQuery,
};

test("check constraints keep one canonical form across majors and reloads", async () => {
  const { phantoms, equated, respelled } = await judge(conditions, () => ({
    create: (condition) => `alter table app.t add constraint k check (${condition})`,
    recreate: (printed) => `alter table app.t add constraint k ${printed}`,
    read: "select pg_catalog.pg_get_constraintdef(oid) as d from pg_catalog.pg_constraint where conname = 'k'",
    canonical: canonicalExpression,
  }));
  expect(phantoms).toEqual([]);
  expect(equated).toEqual([]);
  expect(respelled).toBeGreaterThan(5);
});

test("policies keep one canonical form across majors and reloads", async () => {
  const { phantoms, equated } = await judge(conditions, () => ({
    create: (condition) => `create policy k on app.t using (${condition})`,
    recreate: (printed) => `create policy k on app.t using (${printed})`,
    read: "select pg_catalog.pg_get_expr(polqual, polrelid) as d from pg_catalog.pg_policy where polname = 'k'",
    canonical: canonicalExpression,
  }));
  expect(phantoms).toEqual([]);
  expect(equated).toEqual([]);
});

test("views keep one canonical form though 14 qualifies the columns of a single relation and 18 does not", async () => {
  const filters = conditions.map((condition) => `select i from app.t where ${condition}`);
  const outputs = conditions.map((condition) => `select ${condition} as y from app.t`);
  const { phantoms, equated, respelled } = await judge([...queries, ...filters, ...outputs], () => view);
  expect(phantoms).toEqual([]);
  expect(equated).toEqual([]);
  if (majors.length > 1) expect(respelled).toBeGreaterThan(conditions.length);
});

test("column defaults keep one canonical form across majors and reloads", async () => {
  const texts = defaults.map(({ type, value }) => `${type} default ${value}`);
  const { phantoms } = await judge(texts, (text) => ({
    create: () => `create table app.k (a ${text})`,
    recreate: (printed) => `create table app.k (a ${text.slice(0, text.indexOf(" default "))} default ${printed})`,
    read: "select pg_catalog.pg_get_expr(adbin, adrelid) as d from pg_catalog.pg_attrdef where adrelid = 'app.k'::pg_catalog.regclass",
    canonical: canonicalExpression,
  }));
  expect(phantoms).toEqual([]);
});

test("indexes, triggers, rules, statistics, constraints and partition keys keep one canonical form", async () => {
  const reads = new Map(definitions.map(({ create, read }) => [create, read]));
  const { phantoms, equated } = await judge([...reads.keys()], (text) => ({
    create: () => text,
    recreate: (printed) => printed,
    read: reads.get(text) ?? "",
    canonical: canonicalStatement,
  }));
  expect(phantoms).toEqual([]);
  expect(equated).toEqual([]);
});

test("SQL-standard function bodies keep one canonical form across majors and reloads", async () => {
  const { phantoms, equated } = await judge(bodies, () => ({
    create: (body) => `create function app.k(a integer) returns integer language sql ${body}`,
    recreate: (printed) => `create function app.k(a integer) returns integer language sql ${printed}`,
    read: "select pg_catalog.pg_get_function_sqlbody('app.k'::pg_catalog.regproc) as d",
    canonical: canonicalExpression,
  }));
  expect(phantoms).toEqual([]);
  expect(equated).toEqual([]);
});
