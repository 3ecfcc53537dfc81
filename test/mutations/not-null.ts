import type { MutationSuite } from "./mutation.ts";

/** NOT NULL constraints with a name or property of their own, PostgreSQL 18. */
export const notNullMutations: MutationSuite = {
  kind: "not-null",
  setup: (major) => `
    create schema m_not_null;
    create domain m_not_null.d as int not null;
    create table m_not_null.t (a int not null, b int, e m_not_null.d, c int ${major >= 18 ? "constraint c_must not null" : "not null"}, d int);
    ${major >= 18 ? "alter table m_not_null.t add constraint d_must not null d;" : ""}`,
  mutations: [
    {
      name: "renamed",
      sql: "alter table m_not_null.t rename constraint t_a_not_null to a_is_there",
      expect: { change: "add" },
      since: 18,
    },
    {
      name: "ordinary name",
      sql: "alter table m_not_null.t rename constraint c_must to t_c_not_null",
      expect: { change: "remove" },
      since: 18,
    },
    {
      name: "not validated",
      sql: "alter table m_not_null.t add constraint b_must not null b not valid",
      expect: { change: "add" },
      also: ["column"],
      since: 18,
    },
    {
      name: "no longer validated",
      sql: "alter table m_not_null.t drop constraint c_must; alter table m_not_null.t add constraint c_must not null c not valid",
      expect: { fact: "isValid" },
      since: 18,
    },
    {
      name: "renamed on a domain",
      sql: "alter domain m_not_null.d rename constraint d_not_null to d_is_there",
      expect: { change: "add" },
      since: 18,
    },
    {
      name: "no inherit",
      sql: "alter table m_not_null.t alter constraint c_must no inherit",
      expect: { fact: "noInherit" },
      since: 18,
    },
    {
      name: "other column",
      sql: "alter table m_not_null.t drop constraint c_must, drop constraint d_must; alter table m_not_null.t add constraint d_must not null c, add constraint c_must not null d",
      expect: { fact: "column" },
      since: 18,
    },
  ],
};
