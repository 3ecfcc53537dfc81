import type { MutationSuite } from "./mutation.ts";

const add = "alter publication m_members add table m_publication_table";

/** Tables in publications: row filter and column list. */
export const publicationTableMutations: MutationSuite = {
  kind: "publication-table",
  setup: () => `
    create schema m_publication_table;
    create table m_publication_table.t (id int primary key, a int, b int);
    create table m_publication_table."Other" (id int primary key);
    create publication m_members for table m_publication_table.t;`,
  mutations: [
    {
      name: "row filter",
      sql: `alter publication m_members set table m_publication_table.t where (id > 10)`,
      expect: { fact: "rowFilter" },
      since: 15,
    },
    {
      name: "column list",
      sql: "alter publication m_members set table m_publication_table.t (id, a)",
      expect: { fact: "columns" },
      since: 15,
    },
    { name: "dropped", sql: "alter publication m_members drop table m_publication_table.t", expect: { change: "remove" } },
    { name: "new", sql: `${add}."Other"`, expect: { change: "add" } },
  ],
};
