/**
 * Plans for types that tables store: what ALTER TYPE cannot do takes a new type, and the rows, with whatever else uses the type,
 * must come out of it whole. Each case is planned from one database to another and run for real.
 */

import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { reach, readCatalog } from "../support/plan-runner.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly rows: string;
  /** A query, and what it must give in the end. */
  readonly query: readonly [query: string, result: unknown];
  /** What the plan must say beside its statements. */
  readonly hazard?: RegExp;
}

const statusWorld = (labels: string) => `
  create type status as enum (${labels});
  create function is_open(s status) returns boolean language sql immutable as 'select s <> ''done''';
  create table task (
    id integer primary key,
    status status not null default 'open',
    history status[] not null default '{}',
    constraint known check (status in ('open', 'done'))
  );
  create index task_open on task (id) where status = 'open';
  create index task_status on task (status);
  create view open_task as select id, status from task where status = 'open';
  create view task_count as select count(status) as n from task;
  create materialized view task_list as select id, history from task;
  create table part (id integer, status status) partition by list (id);
  create table part_1 partition of part for values in (1);
  comment on type status is 'of a task'`;

const treeWorld = (labels: string, value: string) => `
  create type label as enum (${labels});
  create table part (id integer, label label default ${value}) partition by list (id);
  create table part_1 partition of part for values in (1);
  create table root (id integer, label label);
  create table child (extra integer) inherits (root);
  create table kind (label label primary key);
  create table thing (label label references kind);
  alter table thing enable row level security;
  create policy own on thing using (label <> ${value});`;

const functionWorld = (result: string) => `
  create function f(a integer) returns ${result} language sql immutable as 'select a';
  create table t (a integer, b integer default f(2), constraint small check (f(a) < 10));
  create index t_f on t (f(a));
  create view v as select f(a) as fa from t;
  create function tell() returns trigger language plpgsql as 'begin return new; end';
  create trigger told before insert on t for each row when (f(new.a) > 5) execute function tell()`;

const cases: readonly Case[] = [
  {
    name: "an enum loses a label and takes another order, with all that uses it",
    before: statusWorld("'open', 'waiting', 'done'"),
    after: statusWorld("'done', 'open'"),
    rows: `insert into task values (1, 'open', '{open,done}'), (2, 'done', default); insert into part values (1, 'done')`,
    query: [
      "select id, status, history::text from task union all select id + 10, status, null from part order by 1",
      [
        { id: 1, status: "open", history: "{open,done}" },
        { id: 2, status: "done", history: "{}" },
        { id: 11, status: "done", history: null },
      ],
    ],
    hazard: /hold 'waiting'$/m,
  },
  {
    name: "a domain gets another base type, with its checks",
    before: `create domain price as integer default 1 constraint positive check (value > 0);
      create table item (id integer primary key, price price, prices price[] default '{}');
      create view cheap as select id from item where price < 10`,
    after: `create domain price as numeric(10,2) default 1 constraint positive check (value > 0);
      create table item (id integer primary key, price price, prices price[] default '{}');
      create view cheap as select id from item where price < 10`,
    rows: `insert into item values (1, 5, '{1,2}'), (2, null, null)`,
    query: [
      "select id, price::text, prices::text from item order by id",
      [
        { id: 1, price: "5.00", prices: "{1.00,2.00}" },
        { id: 2, price: null, prices: null },
      ],
    ],
  },
  {
    name: "a stored composite type takes another order and another type",
    before: "create type place as (street text, number integer, gone text); create table home (id integer, place place)",
    after: "create type place as (number bigint, street text, city text); create table home (id integer, place place)",
    rows: "insert into home values (1, row('Main', 5, 'x')), (2, null), (3, row(null, null, null))",
    query: [
      "select id, place::text from home order by id",
      [
        { id: 1, place: "(5,Main,)" },
        { id: 2, place: null },
        { id: 3, place: "(,,)" },
      ],
    ],
  },
  {
    name: "a stored composite type loses an attribute in place",
    before: "create type place as (street text, number integer); create table home (id integer, place place)",
    after: "create type place as (street text); create table home (id integer, place place)",
    rows: "insert into home values (1, row('Main', 5))",
    query: ["select place::text from home", [{ place: "(Main)" }]],
    hazard: /number in public\.home\.place/,
  },
  {
    name: "a base type comes with its functions",
    before: "select",
    after: `create type code;
      create function code_in(cstring) returns code language internal immutable strict as 'textin';
      create function code_out(code) returns cstring language internal immutable strict as 'textout';
      create type code (input = code_in, output = code_out, like = text);
      create table thing (code code)`,
    rows: "select",
    query: ["insert into thing values ('a') returning code::text", [{ code: "a" }]],
  },
  {
    name: "a pair of operators that name each other",
    before: "select",
    after: `create function near(integer, integer) returns boolean language sql immutable as 'select abs($1 - $2) < 2';
      create function far(integer, integer) returns boolean language sql immutable as 'select abs($1 - $2) >= 2';
      create operator ~~= (leftarg = integer, rightarg = integer, function = near, commutator = ~~=, negator = ~~!);
      create operator ~~! (leftarg = integer, rightarg = integer, function = far, commutator = ~~!, negator = ~~=)`,
    rows: "select",
    query: ["select 1 operator(public.~~=) 2 as near", [{ near: true }]],
  },
  {
    name: "a dictionary is made again under the index that uses its configuration",
    before: `create text search dictionary words (template = simple, stopwords = english);
      create text search configuration mine (parser = "default");
      alter text search configuration mine add mapping for asciiword, word with words;
      create table page (body text);
      create index page_words on page using gin (to_tsvector('mine', body))`,
    after: `create text search dictionary words (template = snowball, language = english);
      create text search configuration mine (parser = "default");
      alter text search configuration mine add mapping for asciiword, word with words;
      create table page (body text);
      create index page_words on page using gin (to_tsvector('mine', body))`,
    rows: "insert into page values ('running')",
    query: ["select count(*)::int as n from page where to_tsvector('mine', body) @@ 'run'", [{ n: 1 }]],
  },
  {
    name: "an enum loses a label under partitions, children, a foreign key, a policy and a default that changes",
    before: treeWorld("'a', 'b', 'c'", "'a'"),
    after: treeWorld("'c', 'b'", "'b'"),
    rows: "insert into part values (1, 'b'); insert into child values (1, 'c', 2); insert into kind values ('b'); insert into thing values ('b')",
    query: [
      "select id, label::text from part union all select id + 10, label::text from root order by 1",
      [
        { id: 1, label: "b" },
        { id: 11, label: "c" },
      ],
    ],
  },
  {
    name: "an enum that a function, a composite type and an operator's function use loses a label",
    before: `create type mood as enum ('a', 'b'); create type pair as (left_mood mood, n integer);
      create function turn(pair, mood) returns pair language sql as 'select $1';
      create function same(mood, mood) returns boolean language sql immutable as 'select true';
      create operator === (leftarg = mood, rightarg = mood, function = same);
      create table t (id integer, mood mood)`,
    after: `create type mood as enum ('b'); create type pair as (left_mood mood, n integer);
      create function turn(pair, mood) returns pair language sql as 'select $1';
      create function same(mood, mood) returns boolean language sql immutable as 'select true';
      create operator === (leftarg = mood, rightarg = mood, function = same);
      create table t (id integer, mood mood)`,
    rows: "insert into t values (1, 'b')",
    query: ["select mood::text from t where mood operator(public.===) 'b'", [{ mood: "b" }]],
  },
  {
    name: "a new label that a default and a check use at once",
    before: `create type mood as enum ('a', 'b'); create table t (id integer, mood mood default 'a')`,
    after: `create type mood as enum ('z', 'a', 'm', 'n', 'b', 'y');
      create table t (id integer, mood mood default 'm', constraint known check (mood in ('a', 'z', 'm')))`,
    rows: "insert into t values (1)",
    query: ["insert into t values (2) returning mood::text", [{ mood: "m" }]],
  },
  {
    name: "a function changes its result under a view, a default, a check, an index and a trigger's condition",
    before: functionWorld("integer"),
    after: functionWorld("bigint"),
    rows: "insert into t (a) values (3)",
    query: ["select a, b, (select count(*)::int from v) as n from t", [{ a: 3, b: 2, n: 1 }]],
  },
  {
    name: "a function takes a default away and gets another body",
    before:
      "create function f(a integer, b integer default 2) returns integer language sql as 'select a'; create table t (x integer default f(1))",
    after:
      "create function f(a integer, b integer) returns integer language sql as 'select b'; create table t (x integer default f(1, 3))",
    rows: "insert into t default values",
    query: ["insert into t default values returning x", [{ x: 3 }]],
  },
];

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  const open = async (sql: string): Promise<Client> => {
    const client = new Client({ connectionString: await createDatabase(server(), sql) });
    await client.connect();
    return client;
  };

  it.each(cases.map((each) => [each.name, each] as const))("%s", async (_, { before, after, rows, query, hazard }) => {
    const [client, other] = [await open(before), await open(after)];
    try {
      await client.query(`set search_path = public; ${rows}`);
      const { left, plan, text } = await reach(client, await readCatalog(other, major), major);
      expect(left, text).toEqual([]);
      await client.query("set search_path = public");
      expect((await client.query(query[0])).rows).toEqual(query[1]);
      const hazards = plan.groups.flatMap(({ statements }) => statements.flatMap((statement) => statement.hazards));
      if (hazard !== undefined) expect(hazards.map(({ detail }) => detail).join("\n")).toMatch(hazard);
    } finally {
      await client.end();
      await other.end();
    }
  });
});
