import type { MutationSuite } from "./mutation.ts";

/** Domains: every fact once. */
export const domainMutations: MutationSuite = {
  kind: "domain",
  setup: () => `
    create schema m_domain;
    create domain m_domain.name as varchar(40) default 'nobody';
    create domain m_domain.strict as text not null;`,
  mutations: [
    {
      name: "base type",
      sql: "drop domain m_domain.name; create domain m_domain.name as text default 'nobody'",
      expect: { fact: "type" },
    },
    {
      name: "type modifier",
      sql: "drop domain m_domain.name; create domain m_domain.name as varchar(50) default 'nobody'",
      expect: { fact: "type" },
    },
    {
      name: "collation",
      sql: `drop domain m_domain.name; create domain m_domain.name as varchar(40) collate "C" default 'nobody'`,
      expect: { fact: "collation" },
    },
    { name: "another default", sql: "alter domain m_domain.name set default 'somebody'", expect: { fact: "default" } },
    { name: "no default", sql: "alter domain m_domain.name drop default", expect: { fact: "default" } },
    { name: "not null", sql: "alter domain m_domain.name set not null", expect: { fact: "notNull" } },
    { name: "null again", sql: "alter domain m_domain.strict drop not null", expect: { fact: "notNull" } },
    { name: "owner", sql: "alter domain m_domain.name owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop domain m_domain.strict", expect: { change: "remove" } },
    { name: "new", sql: "create domain m_domain.other as int", expect: { change: "add" } },
  ],
};
