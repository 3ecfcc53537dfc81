import type { MutationSuite } from "./mutation.ts";

const plain = "m_function.plain(integer, text)";

/** Functions: every fact once. */
export const functionMutations: MutationSuite = {
  kind: "function",
  setup: () => `
    create schema m_function;
    create type m_function.colour as enum ('red');
    create transform for m_function.colour language sql (from sql with function pg_catalog.prsd_lextype(internal));
    create function m_function.plain(a integer, b text default 'x') returns integer language plpgsql as 'begin return a; end';
    create function m_function.several(a integer, out b integer, inout c text, variadic d integer[]) language sql as 'select a, c';
    create function m_function.rows_of(a integer) returns setof integer language sql as 'select a';
    create function m_function.table_of(a integer) returns table (x integer, y text) language sql as 'select a, null::text';
    create function m_function.standard(a integer) returns integer language sql return a + 1;
    create function m_function.standard_block(a integer) returns integer language sql begin atomic select a; select a + 1; end;
    create function m_function.linked(oid) returns void language c strict as '$libdir/plpgsql', 'plpgsql_validator';
    create function m_function.windowed() returns bigint language internal window as 'window_row_number';
    create function m_function.configured() returns integer language sql set search_path = '' set work_mem = '1MB' as 'select 1';
    create function m_function."Odd Name"("Strange" integer, m_function.colour) returns m_function.colour language sql as 'select $2';
    create type m_function.span as range (subtype = integer);`,
  mutations: [
    {
      name: "another language",
      sql: "create or replace function m_function.plain(a integer, b text default 'x') returns integer language sql as 'select 1'",
      expect: { fact: "language" },
    },
    {
      name: "argument renamed",
      sql: "drop function m_function.rows_of(integer); create function m_function.rows_of(z integer) returns setof integer language sql as 'select 1'",
      expect: { fact: "arguments" },
    },
    {
      name: "another type of an out argument",
      sql: `drop function m_function.several(integer, text, integer[]);
        create function m_function.several(a integer, out b bigint, inout c text, variadic d integer[]) language sql as 'select a::bigint, c'`,
      expect: { fact: "arguments" },
    },
    {
      name: "no longer variadic",
      sql: `drop function m_function.several(integer, text, integer[]);
        create function m_function.several(a integer, out b integer, inout c text, d integer[]) language sql as 'select a, c'`,
      expect: { fact: "arguments" },
    },
    {
      name: "a column more in the table that it returns",
      sql: `drop function m_function.table_of(integer);
        create function m_function.table_of(a integer) returns table (x integer, y text, z text) language sql as 'select a, null::text, null::text'`,
      expect: { fact: "arguments" },
    },
    {
      name: "another default",
      sql: "create or replace function m_function.plain(a integer, b text default 'y') returns integer language plpgsql as 'begin return a; end'",
      expect: { fact: "argumentDefaults" },
    },
    {
      name: "another body",
      sql: "create or replace function m_function.plain(a integer, b text default 'x') returns integer language plpgsql as 'begin return a + 1; end'",
      expect: { fact: "body" },
    },
    {
      name: "another symbol",
      sql: "create or replace function m_function.linked(oid) returns void language c strict as '$libdir/plpgsql', 'plpgsql_inline_handler'",
      expect: { fact: "body" },
    },
    {
      name: "another library",
      sql: "create or replace function m_function.linked(oid) returns void language c strict as 'plpgsql', 'plpgsql_validator'",
      expect: { fact: "library" },
    },
    {
      name: "another standard body",
      sql: "create or replace function m_function.standard(a integer) returns integer language sql return a + 2",
      expect: { fact: "sqlBody" },
    },
    {
      name: "another statement in a standard body",
      sql: "create or replace function m_function.standard_block(a integer) returns integer language sql begin atomic select a; select a + 2; end",
      expect: { fact: "sqlBody" },
    },
    {
      name: "standard body becomes a text",
      sql: "create or replace function m_function.standard(a integer) returns integer language sql as 'select a + 1'",
      expect: { fact: "sqlBody" },
    },
    { name: "security definer", sql: `alter function ${plain} security definer`, expect: { fact: "isSecurityDefiner" } },
    { name: "a setting", sql: `alter function ${plain} set search_path = m_function`, expect: { fact: "configuration" } },
    { name: "a setting reset", sql: "alter function m_function.configured() reset work_mem", expect: { fact: "configuration" } },
    {
      name: "a transform",
      sql: `create or replace function m_function."Odd Name"("Strange" integer, m_function.colour) returns m_function.colour
        transform for type m_function.colour language sql as 'select $2'`,
      expect: { fact: "transforms" },
    },
    {
      name: "another result",
      sql: `drop function ${plain}; create function m_function.plain(a integer, b text default 'x') returns bigint language plpgsql as 'begin return a; end'`,
      expect: { fact: "resultType" },
    },
    {
      name: "returns one row only",
      sql: "drop function m_function.rows_of(integer); create function m_function.rows_of(a integer) returns integer language sql as 'select a'",
      expect: { fact: "returnsSet" },
    },
    {
      name: "no longer a window function",
      sql: "drop function m_function.windowed(); create function m_function.windowed() returns bigint language internal as 'window_row_number'",
      expect: { fact: "isWindow" },
    },
    { name: "immutable", sql: `alter function ${plain} immutable`, expect: { fact: "volatility" } },
    { name: "stable", sql: `alter function ${plain} stable`, expect: { fact: "volatility" } },
    { name: "strict", sql: `alter function ${plain} strict`, expect: { fact: "isStrict" } },
    { name: "leakproof", sql: `alter function ${plain} leakproof`, expect: { fact: "isLeakproof" } },
    { name: "parallel safe", sql: `alter function ${plain} parallel safe`, expect: { fact: "parallel" } },
    { name: "parallel restricted", sql: `alter function ${plain} parallel restricted`, expect: { fact: "parallel" } },
    { name: "cost", sql: `alter function ${plain} cost 0.25`, expect: { fact: "cost" } },
    { name: "rows", sql: "alter function m_function.rows_of(integer) rows 7", expect: { fact: "rows" } },
    {
      name: "support function",
      sql: `alter function ${plain} support pg_catalog.generate_series_int4_support`,
      expect: { fact: "supportFunction" },
    },
    { name: "dropped", sql: `drop function ${plain}`, expect: { change: "remove" } },
    {
      name: "overloaded",
      sql: "create function m_function.plain(a bigint) returns integer language sql as 'select 1'",
      expect: { change: "add" },
    },
  ],
};
