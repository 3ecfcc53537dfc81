import type { MutationSuite } from "./mutation.ts";

const again = (definition: string) =>
  `drop text search template m_text_search_template.simple; create text search template m_text_search_template.simple (${definition})`;

/** Text search templates: both functions. */
export const textSearchTemplateMutations: MutationSuite = {
  kind: "text-search-template",
  setup: () => `
    create schema m_text_search_template;
    create text search template m_text_search_template.simple (init = dsimple_init, lexize = dsimple_lexize);`,
  mutations: [
    { name: "no init", sql: again("lexize = dsimple_lexize"), expect: { fact: "init" } },
    { name: "lexize", sql: again("init = dsimple_init, lexize = dsynonym_lexize"), expect: { fact: "lexize" } },
    { name: "dropped", sql: "drop text search template m_text_search_template.simple", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create text search template m_text_search_template.other (lexize = dsimple_lexize)",
      expect: { change: "add" },
    },
  ],
};
