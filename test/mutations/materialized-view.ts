import type { MutationSuite } from "./mutation.ts";

/** Materialized views: every fact once. */
export const materializedViewMutations: MutationSuite = {
  kind: "materialized-view",
  setup: () => `
    create schema m_materialized_view;
    create table m_materialized_view.t (id int primary key, a text);
    create materialized view m_materialized_view.mv as select id, a from m_materialized_view.t;
    create materialized view m_materialized_view.indexed as select id, a from m_materialized_view.t;
    create unique index mv_id on m_materialized_view.indexed (id);`,
  mutations: [
    {
      name: "other query",
      sql: "drop materialized view m_materialized_view.mv; create materialized view m_materialized_view.mv as select id, a from m_materialized_view.t where id > 0",
      expect: { fact: "definition" },
    },
    {
      name: "access method",
      sql: "create access method m_mv_heap type table handler heap_tableam_handler; alter materialized view m_materialized_view.mv set access method m_mv_heap",
      expect: { fact: "accessMethod" },
      also: ["access-method"],
      since: 15,
    },
    {
      name: "tablespace",
      sql: "alter materialized view m_materialized_view.mv set tablespace lockstep_test",
      expect: { fact: "tablespace" },
    },
    {
      name: "fillfactor",
      sql: "alter materialized view m_materialized_view.mv set (fillfactor = 60)",
      expect: { fact: "options" },
    },
    {
      name: "toast option",
      sql: "alter materialized view m_materialized_view.mv set (toast.autovacuum_enabled = false)",
      expect: { fact: "toastOptions" },
    },
    {
      name: "cluster on",
      sql: "alter materialized view m_materialized_view.indexed cluster on mv_id",
      expect: { fact: "clusterOn" },
    },
    {
      name: "another owner",
      sql: "alter materialized view m_materialized_view.mv owner to m_role_a",
      expect: { fact: "owner" },
      also: ["role"],
    },
    {
      name: "new",
      sql: "create materialized view m_materialized_view.fresh as select 1 as one",
      expect: { change: "add" },
      also: ["column"],
    },
    { name: "dropped", sql: "drop materialized view m_materialized_view.mv", expect: { change: "remove" }, also: ["column"] },
  ],
  immutable: { persistence: "the server refuses unlogged materialized views" },
};
