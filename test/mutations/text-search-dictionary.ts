import type { MutationSuite } from "./mutation.ts";

/** Text search dictionaries: template and options. */
export const textSearchDictionaryMutations: MutationSuite = {
  kind: "text-search-dictionary",
  setup: () => `
    create schema m_text_search_dictionary;
    create text search dictionary m_text_search_dictionary.words (template = simple, stopwords = english, accept = false);
    create text search template m_text_search_dictionary.other (init = dsimple_init, lexize = dsimple_lexize);`,
  mutations: [
    {
      name: "template",
      sql: `drop text search dictionary m_text_search_dictionary.words;
        create text search dictionary m_text_search_dictionary.words
          (template = m_text_search_dictionary.other, stopwords = english, accept = false)`,
      expect: { fact: "template" },
    },
    {
      name: "option",
      sql: "alter text search dictionary m_text_search_dictionary.words (accept = true)",
      expect: { fact: "options" },
    },
    {
      name: "option gone",
      sql: "alter text search dictionary m_text_search_dictionary.words (stopwords)",
      expect: { fact: "options" },
    },
    {
      name: "owner",
      sql: "alter text search dictionary m_text_search_dictionary.words owner to m_role_a",
      expect: { fact: "owner" },
    },
    { name: "dropped", sql: "drop text search dictionary m_text_search_dictionary.words", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create text search dictionary m_text_search_dictionary.fresh (template = simple)",
      expect: { change: "add" },
    },
  ],
};
