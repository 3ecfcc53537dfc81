import type { MutationSuite } from "./mutation.ts";

/** Schemas in publications, which exist since PostgreSQL 15. */
export const publicationSchemaMutations: MutationSuite = {
  kind: "publication-schema",
  setup: (major) => `
    create schema m_publication_schema;
    create schema "m Publication";
    create publication m_schemas${major >= 15 ? " for tables in schema m_publication_schema" : ""};`,
  mutations: [
    {
      name: "dropped",
      sql: "alter publication m_schemas drop tables in schema m_publication_schema",
      expect: { change: "remove" },
      since: 15,
    },
    {
      name: "new",
      sql: `alter publication m_schemas add tables in schema "m Publication"`,
      expect: { change: "add" },
      since: 15,
    },
  ],
};
