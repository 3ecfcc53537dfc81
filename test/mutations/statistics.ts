import type { MutationSuite } from "./mutation.ts";

const again = (definition: string) => `drop statistics m_statistics.plain; create statistics m_statistics.plain ${definition}`;

/** Extended statistics: every fact once. */
export const statisticsMutations: MutationSuite = {
  kind: "statistics",
  setup: () => `
    create schema m_statistics;
    create table m_statistics.t (id int primary key, a int, b int, c int);
    create table m_statistics.other (a int, b int);
    create statistics m_statistics.plain (ndistinct, dependencies) on a, b from m_statistics.t;
    create statistics m_statistics.computed (mcv) on a, (b + c) from m_statistics.t;
    create statistics m_statistics.single on (a * b) from m_statistics.t;`,
  mutations: [
    { name: "another table", sql: again("(ndistinct, dependencies) on a, b from m_statistics.other"), expect: { fact: "table" } },
    { name: "kinds", sql: again("(ndistinct, mcv) on a, b from m_statistics.t"), expect: { fact: "kinds" } },
    { name: "columns", sql: again("(ndistinct, dependencies) on a, c from m_statistics.t"), expect: { fact: "columns" } },
    {
      name: "expression",
      sql: `drop statistics m_statistics.computed;
        create statistics m_statistics.computed (mcv) on a, (b - c) from m_statistics.t`,
      expect: { fact: "expressions" },
    },
    {
      name: "single expression",
      sql: "drop statistics m_statistics.single; create statistics m_statistics.single on (a / b) from m_statistics.t",
      expect: { fact: "expressions" },
    },
    { name: "target", sql: "alter statistics m_statistics.plain set statistics 500", expect: { fact: "target" } },
    { name: "target of zero", sql: "alter statistics m_statistics.plain set statistics 0", expect: { fact: "target" } },
    { name: "owner", sql: "alter statistics m_statistics.plain owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop statistics m_statistics.single", expect: { change: "remove" } },
    { name: "new", sql: "create statistics m_statistics.fresh on a, c from m_statistics.t", expect: { change: "add" } },
  ],
};
