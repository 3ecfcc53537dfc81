import type { MutationSuite } from "./mutation.ts";

const near = "m_operator.~=~ (integer, integer)";
const make = (rest: string) =>
  `drop operator ${near}; create operator m_operator.~=~ (leftarg = integer, rightarg = integer, ${rest})`;

/** Operators: every fact once. */
export const operatorMutations: MutationSuite = {
  kind: "operator",
  setup: () => `
    create schema m_operator;
    create function m_operator.near(integer, integer) returns boolean language sql immutable as 'select abs($1 - $2) < 2';
    create function m_operator.near_2(integer, integer) returns boolean language sql immutable as 'select abs($1 - $2) < 3';
    create function m_operator.distance(integer, integer) returns integer language sql immutable as 'select abs($1 - $2)';
    create function m_operator.negate(integer) returns integer language sql immutable as 'select -$1';
    create operator m_operator.~=~ (leftarg = integer, rightarg = integer, function = m_operator.near);
    create operator m_operator.!~~ (rightarg = integer, function = m_operator.negate);
    create operator m_operator.~<~ (leftarg = integer, rightarg = integer, function = m_operator.near,
      commutator = operator(m_operator.~>~));`,
  mutations: [
    { name: "another function", sql: make("function = m_operator.near_2"), expect: { fact: "function" } },
    {
      name: "a shell gets its function",
      sql: `create operator m_operator.~>~ (leftarg = integer, rightarg = integer, function = m_operator.near,
        commutator = operator(m_operator.~<~))`,
      expect: { fact: "function" },
    },
    { name: "another result", sql: make("function = m_operator.distance"), expect: { fact: "resultType" } },
    {
      name: "its own commutator",
      sql: make("function = m_operator.near, commutator = operator(m_operator.~=~)"),
      expect: { fact: "commutator" },
    },
    {
      name: "a negator that is not there yet",
      sql: make("function = m_operator.near, negator = operator(m_operator.~!~)"),
      expect: { fact: "negator" },
    },
    { name: "restriction estimator", sql: `alter operator ${near} set (restrict = eqsel)`, expect: { fact: "restrict" } },
    { name: "join estimator", sql: `alter operator ${near} set (join = eqjoinsel)`, expect: { fact: "join" } },
    { name: "hashes", sql: make("function = m_operator.near, hashes"), expect: { fact: "canHash" } },
    { name: "merges", sql: make("function = m_operator.near, merges"), expect: { fact: "canMerge" } },
    { name: "hashes, in place", sql: `alter operator ${near} set (hashes)`, expect: { fact: "canHash" }, since: 17 },
    { name: "dropped", sql: "drop operator m_operator.!~~ (none, integer)", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create operator m_operator.!~! (rightarg = integer, function = m_operator.negate)",
      expect: { change: "add" },
    },
  ],
};
