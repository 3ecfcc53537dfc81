import type { MutationSuite } from "./mutation.ts";

/** Sequences: every fact once, also those behind identity columns. */
export const sequenceMutations: MutationSuite = {
  kind: "sequence",
  setup: () => `
    create schema m_sequence;
    create sequence m_sequence.s;
    create sequence m_sequence.free;
    create table m_sequence.t (id int generated always as identity, n serial, plain int);`,
  mutations: [
    { name: "unlogged", sql: "alter sequence m_sequence.s set unlogged", expect: { fact: "persistence" }, since: 15 },
    { name: "data type", sql: "alter sequence m_sequence.s as int maxvalue 1000", expect: { fact: "dataType" } },
    { name: "start", sql: "alter sequence m_sequence.s start 5", expect: { fact: "start" } },
    { name: "increment", sql: "alter sequence m_sequence.s increment 2", expect: { fact: "increment" } },
    { name: "minimum", sql: "alter sequence m_sequence.s minvalue -5", expect: { fact: "minimum" } },
    { name: "maximum", sql: "alter sequence m_sequence.s maxvalue 99", expect: { fact: "maximum" } },
    { name: "cache", sql: "alter sequence m_sequence.s cache 20", expect: { fact: "cache" } },
    { name: "cycle", sql: "alter sequence m_sequence.s cycle", expect: { fact: "cycle" } },
    { name: "owned by a column", sql: "alter sequence m_sequence.s owned by m_sequence.t.plain", expect: { fact: "ownedBy" } },
    { name: "owned by none", sql: "alter sequence m_sequence.t_n_seq owned by none", expect: { fact: "ownedBy" } },
    { name: "of an identity column", sql: "alter table m_sequence.t alter id set increment 10", expect: { fact: "increment" } },
    {
      name: "becomes an identity",
      sql: "alter table m_sequence.t alter n drop default; drop sequence m_sequence.t_n_seq; alter table m_sequence.t alter n add generated always as identity (sequence name m_sequence.t_n_seq)",
      expect: { fact: "isIdentity" },
      also: ["column"],
    },
    { name: "another owner", sql: "alter sequence m_sequence.free owner to m_role_a", expect: { fact: "owner" }, also: ["role"] },
    { name: "new", sql: "create sequence m_sequence.fresh", expect: { change: "add" } },
    { name: "dropped", sql: "drop sequence m_sequence.free", expect: { change: "remove" } },
  ],
};
