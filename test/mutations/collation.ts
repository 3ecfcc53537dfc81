import type { MutationSuite } from "./mutation.ts";

const again = (name: string, options: string) =>
  `drop collation m_collation.${name}; create collation m_collation.${name} (${options})`;

/** Collations: every fact once. */
export const collationMutations: MutationSuite = {
  kind: "collation",
  setup: () => `
    create schema m_collation;
    create collation m_collation.plain (lc_collate = 'C', lc_ctype = 'C');
    create collation m_collation.german (provider = icu, locale = 'de');`,
  mutations: [
    { name: "provider", sql: again("plain", "provider = icu, locale = 'C'"), expect: { fact: "provider" } },
    {
      name: "builtin provider",
      sql: again("plain", "provider = builtin, locale = 'C.UTF-8'"),
      expect: { fact: "provider" },
      since: 17,
    },
    {
      name: "not deterministic",
      sql: again("german", "provider = icu, locale = 'de', deterministic = false"),
      expect: { fact: "isDeterministic" },
    },
    { name: "collate", sql: again("plain", "lc_collate = 'POSIX', lc_ctype = 'C'"), expect: { fact: "collate" } },
    { name: "ctype", sql: again("plain", "lc_collate = 'C', lc_ctype = 'POSIX'"), expect: { fact: "ctype" } },
    { name: "locale", sql: again("german", "provider = icu, locale = 'de-AT'"), expect: { fact: "locale" } },
    {
      name: "rules",
      sql: again("german", "provider = icu, locale = 'de', rules = '&a < g'"),
      expect: { fact: "rules" },
      since: 16,
    },
    {
      name: "any encoding",
      sql: `drop collation m_collation.plain; create collation m_collation.plain from "C"`,
      expect: { fact: "encoding" },
    },
    {
      name: "out of date",
      sql: "update pg_collation set collversion = '0' where oid = 'm_collation.german'::regcollation",
      expect: { fact: "isVersionCurrent" },
      unplannable: "only another version of the library makes a collation out of date",
    },
    { name: "owner", sql: "alter collation m_collation.plain owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop collation m_collation.plain", expect: { change: "remove" } },
    { name: "new", sql: `create collation m_collation.other from "C"`, expect: { change: "add" } },
  ],
};
