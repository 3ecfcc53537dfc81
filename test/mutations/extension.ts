import type { MutationSuite } from "./mutation.ts";

const fake = "the extension has no files" as const;
const set = (column: string, value: string) => `update pg_extension set ${column} = ${value} where extname = 'm_extension'`;

/**
 * Extensions. The one that changes is a row without files, because a test server may have no contrib modules and
 * no extension has every property; what comes anew is a real one, whose members must not be seen.
 */
export const extensionMutations: MutationSuite = {
  kind: "extension",
  setup: () => `
    create schema m_extension;
    create table m_extension.settings (name text);
    insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    select 4200000001, 'm_extension', 10, oid, true, '1.0' from pg_namespace where nspname = 'm_extension';`,
  mutations: [
    { name: "version", sql: set("extversion", "'1.1'"), expect: { fact: "version" }, unplannable: fake },
    { name: "schema", sql: set("extnamespace", "'public'::regnamespace"), expect: { fact: "schema" }, unplannable: fake },
    { name: "not relocatable", sql: set("extrelocatable", "false"), expect: { fact: "isRelocatable" }, unplannable: fake },
    {
      name: "configuration table",
      sql: set("(extconfig, extcondition)", "(array['m_extension.settings'::regclass::oid], array[''])"),
      expect: { fact: "configuration" },
      unplannable: fake,
    },
    {
      name: "version of a built-in one",
      sql: "update pg_extension set extversion = '0.9' where extname = 'plpgsql'",
      expect: { fact: "version" },
      unplannable: "there is no such version",
    },
    { name: "owner", sql: set("extowner", "'m_role_a'::regrole"), expect: { fact: "owner" }, unplannable: fake },
    {
      name: "dropped",
      sql: "delete from pg_extension where extname = 'm_extension'",
      expect: { change: "remove" },
      unplannable: fake,
    },
    { name: "new, with members", sql: "create extension tcn schema m_extension", expect: { change: "add" }, also: ["comment"] },
  ],
};
