import type { MutationSuite } from "./mutation.ts";

const make = (parts: string) => `create or replace transform for m_transform.colour language sql (${parts})`;

/** Transforms: every fact once. */
export const transformMutations: MutationSuite = {
  kind: "transform",
  setup: () => `
    create schema m_transform;
    create type m_transform.colour as enum ('red');
    create function m_transform.receive(internal) returns m_transform.colour language internal stable strict as 'enum_recv';
    create function m_transform.receive_2(internal) returns m_transform.colour language internal stable strict as 'enum_recv';
    create transform for m_transform.colour language sql (
      from sql with function pg_catalog.prsd_lextype(internal), to sql with function m_transform.receive(internal));`,
  mutations: [
    {
      name: "no way from SQL",
      sql: make("to sql with function m_transform.receive(internal)"),
      expect: { fact: "fromSql" },
    },
    {
      name: "another way to SQL",
      sql: make("from sql with function pg_catalog.prsd_lextype(internal), to sql with function m_transform.receive_2(internal)"),
      expect: { fact: "toSql" },
    },
    { name: "dropped", sql: "drop transform for m_transform.colour language sql", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create transform for m_transform.colour language plpgsql (from sql with function pg_catalog.prsd_lextype(internal))",
      expect: { change: "add" },
    },
  ],
};
