import type { MutationSuite } from "./mutation.ts";

const make = (rest: string) => `create or replace ${rest}`;
const parts = "handler m_language.handler inline m_language.inline validator m_language.validator";

/** Procedural languages: every fact once. plpgsql's library serves as theirs. */
export const languageMutations: MutationSuite = {
  kind: "language",
  setup: () => `
    create schema m_language;
    create function m_language.handler() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
    create function m_language.handler_2() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
    create function m_language.inline(internal) returns void language c strict as '$libdir/plpgsql', 'plpgsql_inline_handler';
    create function m_language.validator(oid) returns void language c strict as '$libdir/plpgsql', 'plpgsql_validator';
    create language m_language ${parts};`,
  mutations: [
    { name: "trusted", sql: make(`trusted language m_language ${parts}`), expect: { fact: "isTrusted" } },
    {
      name: "another handler",
      sql: make("language m_language handler m_language.handler_2 inline m_language.inline validator m_language.validator"),
      expect: { fact: "handler" },
    },
    {
      name: "no inline handler",
      sql: make("language m_language handler m_language.handler validator m_language.validator"),
      expect: { fact: "inlineHandler" },
    },
    {
      name: "no validator",
      sql: make("language m_language handler m_language.handler inline m_language.inline"),
      expect: { fact: "validator" },
    },
    { name: "dropped", sql: "drop language m_language", expect: { change: "remove" } },
    { name: "new", sql: "create language m_language_new handler m_language.handler", expect: { change: "add" } },
  ],
};
