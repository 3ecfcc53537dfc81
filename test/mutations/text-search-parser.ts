import type { MutationSuite } from "./mutation.ts";

const set = (column: string, value: string) =>
  `update pg_ts_parser set ${column} = ${value} where prsnamespace = 'm_text_search_parser'::regnamespace`;

/** Text search parsers: each of the five functions. */
export const textSearchParserMutations: MutationSuite = {
  kind: "text-search-parser",
  setup: () => `
    create schema m_text_search_parser;
    create function m_text_search_parser.start(internal, integer) returns internal language internal strict as 'prsd_start';
    create function m_text_search_parser.token(internal, internal, internal) returns internal language internal strict as 'prsd_nexttoken';
    create function m_text_search_parser.finish(internal) returns void language internal strict as 'prsd_end';
    create function m_text_search_parser.lextypes(internal) returns internal language internal strict as 'prsd_lextype';
    create text search parser m_text_search_parser.words
      (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, headline = prsd_headline, lextypes = prsd_lextype);`,
  mutations: [
    { name: "start", sql: set("prsstart", "'m_text_search_parser.start'::regproc"), expect: { fact: "start" } },
    { name: "next token", sql: set("prstoken", "'m_text_search_parser.token'::regproc"), expect: { fact: "getToken" } },
    { name: "end", sql: set("prsend", "'m_text_search_parser.finish'::regproc"), expect: { fact: "end" } },
    { name: "token types", sql: set("prslextype", "'m_text_search_parser.lextypes'::regproc"), expect: { fact: "lexTypes" } },
    {
      name: "no headline",
      sql: `drop text search parser m_text_search_parser.words;
        create text search parser m_text_search_parser.words
          (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype)`,
      expect: { fact: "headline" },
    },
    { name: "dropped", sql: "drop text search parser m_text_search_parser.words", expect: { change: "remove" } },
    {
      name: "new",
      sql: `create text search parser m_text_search_parser.other
        (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype)`,
      expect: { change: "add" },
    },
  ],
};
