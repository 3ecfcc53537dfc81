import type { MutationSuite } from "./mutation.ts";

/** NOT NULL constraints with a name or property of their own, PostgreSQL 18. */
export const notNullMutations: MutationSuite = {
  kind: "not-null",
  setup: (major) => `
    create schema m_not_null;
    create domain m_not_null.d as int not null;
    create table m_not_null.t (a int not null, b int, e m_not_null.d, c int ${major >= 18 ? "constraint c_must not null" : "not null"}, d int);
    ${major >= 18 ? "alter table m_not_null.t add constraint d_must not null d;" : ""}
    create table m_not_null.base (x int not null${major >= 18 ? ", y int constraint y_must not null" : ""});
    create table m_not_null.other (x int not null);
    create table m_not_null.heir () inherits (m_not_null.base);
    create table m_not_null.own_too (x int not null) inherits (m_not_null.base);
    create table m_not_null.parted (id int not null) partition by range (id);
    create table m_not_null.parted_1 partition of m_not_null.parted for values from (0) to (10);
    create table m_not_null.named (id int ${major >= 18 ? "constraint id_must " : ""}not null);`,
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
      name: "declared by the heir too",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "alter table m_not_null.heir alter x set not null",
      expect: { change: "add" },
      since: 18,
    },
    {
      name: "no longer declared by the heir itself",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "update pg_constraint set conislocal = false where conrelid = 'm_not_null.own_too'::regclass and contype = 'n'",
      expect: { change: "remove" },
      since: 18,
    },
    {
      name: "a named one no longer declared by the table itself",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "update pg_constraint set conislocal = false where conname = 'c_must'",
      expect: { fact: "isLocal" },
      since: 18,
    },
    {
      name: "a plain one no longer declared by the table itself",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "update pg_constraint set conislocal = false where conname = 't_a_not_null'",
      expect: { change: "add" },
      since: 18,
    },
    {
      name: "declared and inherited once more",
      sql: "alter table m_not_null.own_too inherit m_not_null.other",
      expect: { fact: "inheritedFrom" },
      also: ["table", "column"],
      since: 18,
    },
    {
      name: "inherited from more than there are",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "update pg_constraint set coninhcount = 2 where conrelid = 'm_not_null.heir'::regclass and contype = 'n'",
      expect: { change: "add" },
      since: 18,
    },
    {
      name: "inherited one left behind",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "alter table m_not_null.parted detach partition m_not_null.parted_1",
      expect: { change: "add" },
      also: ["table", "column"],
      since: 18,
    },
    {
      name: "attached under a name of its own",
      sql: "alter table m_not_null.parted attach partition m_not_null.named for values from (10) to (20)",
      expect: { fact: "isLocal" },
      also: ["table", "column"],
      since: 18,
    },
    {
      name: "not validated on a partition",
      sql: "alter table m_not_null.parted add column k int, add constraint k_must not null k not valid",
      expect: { change: "add" },
      also: ["column"],
      since: 18,
    },
    {
      name: "other column",
      unplannable: "two names change places",
      sql: "alter table m_not_null.t drop constraint c_must, drop constraint d_must; alter table m_not_null.t add constraint d_must not null c, add constraint c_must not null d",
      expect: { fact: "column" },
      since: 18,
    },
  ],
};
