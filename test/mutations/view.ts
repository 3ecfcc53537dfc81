import type { MutationSuite } from "./mutation.ts";

/** Views: every fact once. */
export const viewMutations: MutationSuite = {
  kind: "view",
  setup: () => `
    create schema m_view;
    create table m_view.t (id int primary key, a text, b int);
    create view m_view.v as select id, a from m_view.t where b > 0;
    create view m_view.typed as select id, b from m_view.t;`,
  mutations: [
    {
      name: "other condition",
      sql: "create or replace view m_view.v as select id, a from m_view.t where b > 1",
      expect: { fact: "definition" },
    },
    {
      name: "other join",
      sql: "create or replace view m_view.v as select t.id, t.a from m_view.t left join m_view.t u using (id)",
      expect: { fact: "definition" },
    },
    {
      name: "one more column",
      sql: "create or replace view m_view.v as select id, a, b from m_view.t where b > 0",
      expect: { fact: "columns" },
    },
    { name: "column renamed", sql: "alter view m_view.v rename column a to aa", expect: { fact: "columns" } },
    { name: "security barrier", sql: "alter view m_view.v set (security_barrier)", expect: { fact: "options" } },
    { name: "security invoker", sql: "alter view m_view.v set (security_invoker)", expect: { fact: "options" }, since: 15 },
    { name: "check option", sql: "alter view m_view.v set (check_option = local)", expect: { fact: "options" } },
    { name: "column default", sql: "alter view m_view.v alter a set default 'x'", expect: { fact: "columnDefaults" } },
    { name: "another owner", sql: "alter view m_view.v owner to m_role_a", expect: { fact: "owner" }, also: ["role"] },
    { name: "new", sql: "create view m_view.fresh as select 1 as one", expect: { change: "add" } },
    { name: "dropped", sql: "drop view m_view.v", expect: { change: "remove" } },
    { name: "renamed", sql: "alter view m_view.v rename to w", expect: { change: "add" } },
  ],
};
