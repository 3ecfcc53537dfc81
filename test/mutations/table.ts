import type { MutationSuite } from "./mutation.ts";

/** Tables and partitions: every fact once. */
export const tableMutations: MutationSuite = {
  kind: "table",
  setup: () => `
    create schema m_table;
    create type m_table.shape as (a int, b text);
    create table m_table.t (id int primary key, a text not null, constraint t_a unique (a));
    create table m_table.plain (a int, b text);
    create table m_table.base_a (x int);
    create table m_table.base_b (y int);
    create table m_table.child (z int) inherits (m_table.base_a);
    create table m_table.parted (id int, region text) partition by list (region);
    create table m_table.parted_eu partition of m_table.parted for values in ('eu', 'uk');
    create table m_table.free (id int, region text);
    create table m_table.empty_parted (id int, region text) partition by list (region);`,
  mutations: [
    { name: "unlogged", sql: "alter table m_table.plain set unlogged", expect: { fact: "persistence" } },
    {
      name: "access method",
      sql: "create access method m_table_heap type table handler heap_tableam_handler; alter table m_table.plain set access method m_table_heap",
      expect: { fact: "accessMethod" },
      also: ["access-method"],
      since: 15,
    },
    { name: "tablespace", sql: "alter table m_table.plain set tablespace lockstep_test", expect: { fact: "tablespace" } },
    { name: "fillfactor", sql: "alter table m_table.plain set (fillfactor = 70)", expect: { fact: "options" } },
    { name: "autovacuum off", sql: "alter table m_table.plain set (autovacuum_enabled = false)", expect: { fact: "options" } },
    {
      name: "toast option",
      sql: "alter table m_table.plain set (toast.autovacuum_enabled = false)",
      expect: { fact: "toastOptions" },
    },
    { name: "toast tuple target", sql: "alter table m_table.plain set (toast_tuple_target = 256)", expect: { fact: "options" } },
    { name: "replica identity full", sql: "alter table m_table.t replica identity full", expect: { fact: "replicaIdentity" } },
    {
      name: "replica identity nothing",
      sql: "alter table m_table.t replica identity nothing",
      expect: { fact: "replicaIdentity" },
    },
    {
      name: "replica identity index",
      sql: "alter table m_table.t replica identity using index t_a",
      expect: { fact: "replicaIdentityIndex" },
    },
    { name: "cluster on", sql: "alter table m_table.t cluster on t_a", expect: { fact: "clusterOn" } },
    { name: "row security", sql: "alter table m_table.t enable row level security", expect: { fact: "rowSecurity" } },
    { name: "forced row security", sql: "alter table m_table.t force row level security", expect: { fact: "forceRowSecurity" } },
    {
      name: "second parent",
      sql: "alter table m_table.child add y int; alter table m_table.child inherit m_table.base_b",
      expect: { fact: "inherits" },
      also: ["column"],
    },
    {
      name: "no parent",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: "alter table m_table.child no inherit m_table.base_a",
      expect: { fact: "inherits" },
      also: ["column"],
    },
    {
      name: "foreign parent of the same name",
      unplannable: "no statement makes a column or constraint one that only its parent defines, once it has been its own",
      sql: `drop table m_table.base_a cascade; create foreign data wrapper m_table_fdw; create server m_table_s foreign data wrapper m_table_fdw;
        create foreign table m_table.base_a (x int) server m_table_s; create table m_table.child (x int, z int) inherits (m_table.base_a)`,
      expect: { fact: "inherits" },
      also: ["column", "foreign-table", "foreign-data-wrapper", "server"],
    },
    { name: "typed", sql: "alter table m_table.plain of m_table.shape", expect: { fact: "ofType" } },
    {
      name: "not partitioned by the same",
      unplannable: "a table that holds rows is not made again",
      sql: "drop table m_table.empty_parted; create table m_table.empty_parted (id int, region text) partition by hash (region)",
      expect: { fact: "partitionKey" },
    },
    {
      name: "attached",
      sql: "alter table m_table.parted attach partition m_table.free for values in ('us')",
      expect: { fact: "partitionOf" },
      also: ["column"],
    },
    {
      name: "default partition",
      sql: "alter table m_table.parted attach partition m_table.free default",
      expect: { fact: "partitionBound" },
      also: ["column"],
    },
    {
      name: "detached",
      sql: "alter table m_table.parted detach partition m_table.parted_eu",
      expect: { fact: "partitionOf" },
      also: ["column"],
    },
    {
      name: "other bound",
      sql: "alter table m_table.parted detach partition m_table.parted_eu; alter table m_table.parted attach partition m_table.parted_eu for values in ('eu')",
      expect: { fact: "partitionBound" },
      also: ["column"],
    },
    {
      name: "detach pending",
      unplannable: "a detach is finished or was never begun",
      sql: "update pg_inherits set inhdetachpending = true where inhrelid = 'm_table.parted_eu'::regclass",
      expect: { fact: "detachPending" },
    },
    { name: "another owner", sql: "alter table m_table.plain owner to m_role_a", expect: { fact: "owner" }, also: ["role"] },
    { name: "new", sql: "create table m_table.fresh (id int)", expect: { change: "add" }, also: ["column"] },
    {
      name: "new partition",
      sql: "create table m_table.parted_us partition of m_table.parted for values in ('us')",
      expect: { change: "add" },
      also: ["column"],
    },
    { name: "dropped", sql: "drop table m_table.plain", expect: { change: "remove" }, also: ["column"] },
    { name: "renamed", sql: "alter table m_table.plain rename to plainer", expect: { change: "add" }, also: ["column"] },
  ],
};
