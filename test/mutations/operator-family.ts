import type { MutationSuite } from "./mutation.ts";

const family = "m_operator_family.whole using btree";

/** Operator families: every fact once. */
export const operatorFamilyMutations: MutationSuite = {
  kind: "operator-family",
  setup: () => `
    create schema m_operator_family;
    create operator family m_operator_family.whole using btree;
    create operator family m_operator_family.whole using hash;
    create operator family m_operator_family.places using gist;
    alter operator family ${family} add operator 1 <(integer, bigint), function 1 (integer, bigint) btint48cmp(integer, bigint);
    alter operator family m_operator_family.places using gist add operator 15 <->(point, point) for order by pg_catalog.float_ops;`,
  mutations: [
    {
      name: "an operator more",
      sql: `alter operator family ${family} add operator 2 <=(integer, bigint)`,
      expect: { fact: "operators" },
    },
    {
      name: "another strategy",
      sql: `alter operator family ${family} drop operator 1 (integer, bigint); alter operator family ${family} add operator 2 <(integer, bigint)`,
      expect: { fact: "operators" },
    },
    {
      name: "for searching instead of ordering",
      sql: `alter operator family m_operator_family.places using gist drop operator 15 (point, point);
        create function m_operator_family.same(point, point) returns boolean language sql as 'select true';
        create operator m_operator_family.=== (leftarg = point, rightarg = point, function = m_operator_family.same);
        alter operator family m_operator_family.places using gist add operator 15 m_operator_family.===(point, point)`,
      expect: { fact: "operators" },
      also: ["operator", "function"],
    },
    {
      name: "sorted by another family",
      sql: `create operator family m_operator_family.sorted using btree;
        alter operator family m_operator_family.places using gist drop operator 15 (point, point);
        alter operator family m_operator_family.places using gist add operator 15 <->(point, point) for order by m_operator_family.sorted`,
      expect: { fact: "operators" },
      also: ["operator-family"],
    },
    {
      name: "a function more",
      sql: `alter operator family ${family} add function 1 (bigint, integer) btint84cmp(bigint, integer)`,
      expect: { fact: "functions" },
    },
    {
      name: "a function less",
      sql: `alter operator family ${family} drop function 1 (integer, bigint)`,
      expect: { fact: "functions" },
    },
    {
      name: "an addition to a family of the server's",
      sql: "alter operator family pg_catalog.network_inclusion_ops using brin add operator 1 pg_catalog.<(integer, integer)",
      expect: { change: "add" },
    },
    { name: "dropped", sql: "drop operator family m_operator_family.whole using hash", expect: { change: "remove" } },
    { name: "new", sql: "create operator family m_operator_family.fresh using gin", expect: { change: "add" } },
  ],
};
