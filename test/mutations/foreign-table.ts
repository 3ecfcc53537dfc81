import type { MutationSuite } from "./mutation.ts";

/** Foreign tables: every fact once. */
export const foreignTableMutations: MutationSuite = {
  kind: "foreign-table",
  setup: () => `
    create schema m_foreign_table;
    create foreign data wrapper m_ft_fdw;
    create server m_ft_a foreign data wrapper m_ft_fdw;
    create server m_ft_b foreign data wrapper m_ft_fdw;
    create table m_foreign_table.base (a int);
    create table m_foreign_table.parted (a int) partition by list (a);
    create foreign table m_foreign_table.ft (a int) server m_ft_a;
    create foreign table m_foreign_table.z1 (a int) server m_ft_a;
    create foreign table m_foreign_table.z2 (a int) server m_ft_a;
    create foreign table m_foreign_table.child (a int) inherits (m_foreign_table.z1) server m_ft_a;
    create foreign table m_foreign_table.part partition of m_foreign_table.parted for values in (1) server m_ft_a;`,
  mutations: [
    {
      name: "other server",
      sql: "drop foreign table m_foreign_table.ft; create foreign table m_foreign_table.ft (a int) server m_ft_b",
      expect: { fact: "server" },
    },
    { name: "option", sql: "alter foreign table m_foreign_table.ft options (add table_name 'x')", expect: { fact: "options" } },
    {
      name: "inherits",
      sql: "alter foreign table m_foreign_table.ft inherit m_foreign_table.base",
      expect: { fact: "inherits" },
      also: ["column"],
    },
    {
      name: "other parent that is read after it",
      sql: "alter foreign table m_foreign_table.child no inherit m_foreign_table.z1; alter foreign table m_foreign_table.child inherit m_foreign_table.z2",
      expect: { fact: "inherits" },
    },
    {
      name: "attached",
      sql: "alter table m_foreign_table.parted attach partition m_foreign_table.ft for values in (2)",
      expect: { fact: "partitionOf" },
      also: ["column"],
    },
    {
      name: "other bound",
      sql: "alter table m_foreign_table.parted detach partition m_foreign_table.part; alter table m_foreign_table.parted attach partition m_foreign_table.part for values in (3)",
      expect: { fact: "partitionBound" },
      also: ["column"],
    },
    {
      name: "another owner",
      sql: "alter foreign table m_foreign_table.ft owner to m_role_a",
      expect: { fact: "owner" },
      also: ["role"],
    },
    {
      name: "new",
      sql: "create foreign table m_foreign_table.fresh (a int) server m_ft_a",
      expect: { change: "add" },
      also: ["column"],
    },
    { name: "dropped", sql: "drop foreign table m_foreign_table.ft", expect: { change: "remove" }, also: ["column"] },
  ],
};
