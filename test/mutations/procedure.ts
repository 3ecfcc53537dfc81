import type { MutationSuite } from "./mutation.ts";

/** Procedures: every fact once. */
export const procedureMutations: MutationSuite = {
  kind: "procedure",
  setup: () => `
    create schema m_procedure;
    create type m_procedure.colour as enum ('red');
    create transform for m_procedure.colour language sql (from sql with function pg_catalog.prsd_lextype(internal));
    create procedure m_procedure.plain(a integer, b text default 'x') language plpgsql as 'begin end';
    create procedure m_procedure.gives(a integer, inout b integer) language plpgsql as 'begin end';
    create procedure m_procedure.standard(a integer) language sql begin atomic select a; end;
    create procedure m_procedure.paints(a m_procedure.colour) language sql as 'select 1';
    create procedure m_procedure.linked(oid) language c as '$libdir/plpgsql', 'plpgsql_validator';`,
  mutations: [
    {
      name: "another language",
      sql: "create or replace procedure m_procedure.plain(a integer, b text default 'x') language sql as 'select 1'",
      expect: { fact: "language" },
    },
    {
      name: "argument renamed",
      sql: "drop procedure m_procedure.plain; create procedure m_procedure.plain(z integer, b text default 'x') language plpgsql as 'begin end'",
      expect: { fact: "arguments" },
    },
    {
      name: "an out argument",
      sql: "drop procedure m_procedure.gives; create procedure m_procedure.gives(a integer, inout b integer, out c text) language plpgsql as 'begin end'",
      expect: { fact: "arguments" },
    },
    {
      name: "another default",
      sql: "create or replace procedure m_procedure.plain(a integer, b text default 'y') language plpgsql as 'begin end'",
      expect: { fact: "argumentDefaults" },
    },
    {
      name: "another body",
      sql: "create or replace procedure m_procedure.plain(a integer, b text default 'x') language plpgsql as 'begin commit; end'",
      expect: { fact: "body" },
    },
    {
      name: "another library",
      sql: "create or replace procedure m_procedure.linked(oid) language c as 'plpgsql', 'plpgsql_validator'",
      expect: { fact: "library" },
    },
    {
      name: "another standard body",
      sql: "create or replace procedure m_procedure.standard(a integer) language sql begin atomic select a + 1; end",
      expect: { fact: "sqlBody" },
    },
    {
      name: "security definer",
      sql: "alter procedure m_procedure.plain security definer",
      expect: { fact: "isSecurityDefiner" },
    },
    { name: "a setting", sql: "alter procedure m_procedure.plain set work_mem = '2MB'", expect: { fact: "configuration" } },
    {
      name: "a transform",
      sql: `create or replace procedure m_procedure.paints(a m_procedure.colour)
        transform for type m_procedure.colour language sql as 'select 1'`,
      expect: { fact: "transforms" },
    },
    { name: "dropped", sql: "drop procedure m_procedure.plain", expect: { change: "remove" } },
    { name: "overloaded", sql: "create procedure m_procedure.plain() language sql as 'select 1'", expect: { change: "add" } },
    {
      name: "becomes a function",
      sql: "drop procedure m_procedure.plain; create function m_procedure.plain(a integer, b text) returns integer language sql as 'select 1'",
      expect: { change: "remove" },
      also: ["function"],
    },
  ],
};
