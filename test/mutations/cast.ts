import type { MutationSuite } from "./mutation.ts";

const again = (rest: string) => `drop cast (m_cast.colour as integer); create cast (m_cast.colour as integer) ${rest}`;

/** Casts: every fact once. */
export const castMutations: MutationSuite = {
  kind: "cast",
  setup: () => `
    create schema m_cast;
    create type m_cast.colour as enum ('red', 'green');
    create type m_cast.pair as (x integer, y integer);
    create type m_cast.span as range (subtype = integer);
    create function m_cast.number(m_cast.colour) returns integer language sql immutable as 'select 1';
    create function m_cast.number_2(m_cast.colour) returns integer language sql immutable as 'select 2';
    create cast (m_cast.colour as integer) with function m_cast.number(m_cast.colour);`,
  mutations: [
    {
      name: "on assignment",
      sql: again("with function m_cast.number(m_cast.colour) as assignment"),
      expect: { fact: "context" },
    },
    { name: "implicit", sql: again("with function m_cast.number(m_cast.colour) as implicit"), expect: { fact: "context" } },
    { name: "by text", sql: again("with inout"), expect: { fact: "method" } },
    { name: "another function", sql: again("with function m_cast.number_2(m_cast.colour)"), expect: { fact: "function" } },
    { name: "dropped", sql: "drop cast (m_cast.colour as integer)", expect: { change: "remove" } },
    { name: "new", sql: "create cast (m_cast.colour as bigint) with inout", expect: { change: "add" } },
  ],
};
