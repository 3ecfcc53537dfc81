import type { MutationSuite } from "./mutation.ts";

/** Publications: every fact once. */
export const publicationMutations: MutationSuite = {
  kind: "publication",
  setup: () => `
    create publication m_publication with (publish = 'insert, update');
    create publication m_publication_bare;`,
  mutations: [
    {
      name: "all tables",
      sql: "drop publication m_publication; create publication m_publication for all tables with (publish = 'insert, update')",
      expect: { fact: "allTables" },
    },
    { name: "insert", sql: "alter publication m_publication set (publish = 'update')", expect: { fact: "operations" } },
    { name: "update", sql: "alter publication m_publication set (publish = 'insert')", expect: { fact: "operations" } },
    {
      name: "delete",
      sql: "alter publication m_publication set (publish = 'insert, update, delete')",
      expect: { fact: "operations" },
    },
    {
      name: "truncate",
      sql: "alter publication m_publication set (publish = 'insert, update, truncate')",
      expect: { fact: "operations" },
    },
    {
      name: "via root",
      sql: "alter publication m_publication set (publish_via_partition_root = true)",
      expect: { fact: "publishViaPartitionRoot" },
    },
    {
      name: "generated columns",
      sql: "alter publication m_publication set (publish_generated_columns = stored)",
      expect: { fact: "publishGeneratedColumns" },
      since: 18,
    },
    {
      name: "owner",
      sql: "update pg_publication set pubowner = 'm_role_a'::regrole where pubname = 'm_publication'",
      expect: { fact: "owner" },
    },
    { name: "dropped", sql: "drop publication m_publication_bare", expect: { change: "remove" } },
    { name: "new", sql: "create publication m_publication_new", expect: { change: "add" } },
  ],
};
