import type { MutationSuite } from "./mutation.ts";

/** Plain indexes: every fact once. */
export const indexMutations: MutationSuite = {
  kind: "index",
  setup: () => `
    create schema m_index;
    create table m_index.t (id int primary key, a text, b text, c int, d int4range);
    create table m_index.other (id int primary key, a text);
    create index i_plain on m_index.t (a);
    create index i_expr on m_index.t (lower(a), b);
    create index i_partial on m_index.t (c) where c > 0;
    create index i_brin on m_index.t using brin (c);
    create table m_index.parted (id int, a text) partition by range (id);
    create table m_index.parted_1 partition of m_index.parted for values from (0) to (10);
    create index i_parted on only m_index.parted (a);
    create index i_parted_1 on m_index.parted_1 (a);`,
  mutations: [
    {
      name: "another table",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.other (a)",
      expect: { fact: "table" },
    },
    {
      name: "becomes unique",
      sql: "drop index m_index.i_plain; create unique index i_plain on m_index.t (a)",
      expect: { fact: "isUnique" },
    },
    {
      name: "nulls not distinct",
      sql: "drop index m_index.i_plain; create unique index i_plain on m_index.t (a) nulls not distinct",
      expect: { fact: "nullsNotDistinct" },
      since: 15,
    },
    {
      name: "left invalid",
      unplannable: "nobody asks for an index that is invalid",
      sql: "update pg_index set indisvalid = false where indexrelid = 'm_index.i_plain'::regclass",
      expect: { fact: "isValid" },
    },
    {
      name: "another method",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.t using hash (a)",
      expect: { fact: "method" },
    },
    {
      name: "another column",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.t (b)",
      expect: { fact: "columns" },
    },
    {
      name: "included column",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.t (a) include (c)",
      expect: { fact: "include" },
    },
    {
      name: "another expression",
      sql: "drop index m_index.i_expr; create index i_expr on m_index.t (upper(a), b)",
      expect: { fact: "expressions" },
    },
    {
      name: "another predicate",
      sql: "drop index m_index.i_partial; create index i_partial on m_index.t (c) where c > 1",
      expect: { fact: "predicate" },
    },
    {
      name: "operator class",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.t (a text_pattern_ops)",
      expect: { fact: "operatorClasses" },
    },
    {
      name: "operator class parameter",
      sql: "drop index m_index.i_brin; create index i_brin on m_index.t using brin (c int4_bloom_ops (false_positive_rate = 0.02))",
      expect: { fact: "operatorClassOptions" },
    },
    {
      name: "collation",
      sql: `drop index m_index.i_plain; create index i_plain on m_index.t (a collate "C")`,
      expect: { fact: "collations" },
    },
    {
      name: "descending",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.t (a desc)",
      expect: { fact: "order" },
    },
    {
      name: "nulls first",
      sql: "drop index m_index.i_plain; create index i_plain on m_index.t (a nulls first)",
      expect: { fact: "order" },
    },
    { name: "fillfactor", sql: "alter index m_index.i_plain set (fillfactor = 70)", expect: { fact: "options" } },
    {
      name: "fillfactor of a partition's index",
      sql: "alter index m_index.i_parted_1 set (fillfactor = 70)",
      expect: { fact: "options" },
    },
    { name: "tablespace", sql: "alter index m_index.i_plain set tablespace lockstep_test", expect: { fact: "tablespace" } },
    {
      name: "expression statistics",
      sql: "alter index m_index.i_expr alter column 1 set statistics 500",
      expect: { fact: "statistics" },
    },
    { name: "attached", sql: "alter index m_index.i_parted attach partition m_index.i_parted_1", expect: { fact: "attachedTo" } },
    { name: "dropped", sql: "drop index m_index.i_plain", expect: { change: "remove" } },
    { name: "new", sql: "create index i_new on m_index.t (b)", expect: { change: "add" } },
  ],
};
