import type { MutationSuite } from "./mutation.ts";

const alter = "alter text search configuration m_text_search_configuration.english";

/** Text search configurations: parser and mappings. */
export const textSearchConfigurationMutations: MutationSuite = {
  kind: "text-search-configuration",
  setup: () => `
    create schema m_text_search_configuration;
    create text search configuration m_text_search_configuration.english (copy = pg_catalog.english);
    create text search configuration m_text_search_configuration.bare (parser = pg_catalog."default");
    create text search parser m_text_search_configuration.words
      (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
    create text search dictionary m_text_search_configuration.own (template = simple);`,
  mutations: [
    {
      name: "parser",
      sql: `drop text search configuration m_text_search_configuration.bare;
        create text search configuration m_text_search_configuration.bare (parser = m_text_search_configuration.words)`,
      expect: { fact: "parser" },
    },
    {
      name: "token type mapped",
      sql: `alter text search configuration m_text_search_configuration.bare add mapping for word with simple`,
      expect: { fact: "mappings" },
    },
    { name: "token type unmapped", sql: `${alter} drop mapping for email`, expect: { fact: "mappings" } },
    {
      name: "another dictionary",
      sql: `${alter} alter mapping for word with m_text_search_configuration.own`,
      expect: { fact: "mappings" },
    },
    {
      name: "a further dictionary",
      sql: `${alter} alter mapping for word with m_text_search_configuration.own, english_stem`,
      expect: { fact: "mappings" },
    },
    { name: "owner", sql: `${alter} owner to m_role_a`, expect: { fact: "owner" } },
    { name: "dropped", sql: "drop text search configuration m_text_search_configuration.bare", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create text search configuration m_text_search_configuration.fresh (copy = pg_catalog.simple)",
      expect: { change: "add" },
    },
  ],
};
