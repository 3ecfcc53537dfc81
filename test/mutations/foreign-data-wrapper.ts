import type { MutationSuite } from "./mutation.ts";

/** Foreign-data wrappers: every fact once. The functions are never called. */
export const foreignDataWrapperMutations: MutationSuite = {
  kind: "foreign-data-wrapper",
  setup: () => `
    create schema m_foreign_data_wrapper;
    create function m_foreign_data_wrapper.handler() returns fdw_handler language internal as 'fdw_handler_in';
    create foreign data wrapper m_wrapper options (level 'info', password 'kept back');
    create foreign data wrapper m_wrapper_bare;`,
  mutations: [
    {
      name: "handler",
      sql: "alter foreign data wrapper m_wrapper_bare handler m_foreign_data_wrapper.handler",
      expect: { fact: "handler" },
    },
    {
      name: "validator",
      sql: "alter foreign data wrapper m_wrapper_bare validator postgresql_fdw_validator",
      expect: { fact: "validator" },
    },
    { name: "option", sql: "alter foreign data wrapper m_wrapper options (set level 'debug')", expect: { fact: "options" } },
    {
      name: "secret option gone",
      sql: "alter foreign data wrapper m_wrapper options (drop password)",
      expect: { fact: "options" },
      unplannable: "the value of a secret is never read",
    },
    {
      name: "owner",
      sql: "update pg_foreign_data_wrapper set fdwowner = 'm_role_a'::regrole where fdwname = 'm_wrapper'",
      expect: { fact: "owner" },
      unplannable: "the server lets superusers own one only",
    },
    { name: "dropped", sql: "drop foreign data wrapper m_wrapper_bare", expect: { change: "remove" } },
    { name: "new", sql: "create foreign data wrapper m_wrapper_new", expect: { change: "add" } },
  ],
};
