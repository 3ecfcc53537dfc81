import type { MutationSuite } from "./mutation.ts";

/** Schemas: they come, go and change hands. */
export const schemaMutations: MutationSuite = {
  kind: "schema",
  setup: () => `create schema m_schema; create schema "M schema";`,
  mutations: [
    { name: "owner", sql: "alter schema m_schema owner to m_role_a", expect: { fact: "owner" } },
    { name: "owner of public", sql: "alter schema public owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: `drop schema "M schema"`, expect: { change: "remove" } },
    { name: "new", sql: "create schema m_schema_new", expect: { change: "add" } },
  ],
};
