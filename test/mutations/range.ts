import type { MutationSuite } from "./mutation.ts";

/** Range types: every fact once. */
export const rangeMutations: MutationSuite = {
  kind: "range",
  setup: () => `
    create schema m_range;
    create function m_range.distance(float8, float8) returns float8 language sql immutable as 'select $1 - $2';
    create type m_range.span as range (subtype = float8, subtype_diff = float8mi, multirange_type_name = m_range.spans);
    create type m_range.words as range (subtype = text);
    create type m_range.days;
    create function m_range.days_canonical(m_range.days) returns m_range.days language internal immutable strict as 'daterange_canonical';
    create type m_range.days as range (subtype = date, canonical = m_range.days_canonical);`,
  mutations: [
    {
      name: "subtype",
      sql: "drop type m_range.words; create type m_range.words as range (subtype = bpchar)",
      expect: { fact: "subtype" },
    },
    {
      name: "operator class",
      sql: "drop type m_range.words; create type m_range.words as range (subtype = text, subtype_opclass = text_pattern_ops)",
      expect: { fact: "operatorClass" },
    },
    {
      name: "collation",
      sql: `drop type m_range.words; create type m_range.words as range (subtype = text, collation = "C")`,
      expect: { fact: "collation" },
    },
    {
      name: "no canonical function",
      sql: `drop type m_range.days cascade; create type m_range.days as range (subtype = date);
        create function m_range.days_canonical(m_range.days) returns m_range.days language internal immutable strict as 'daterange_canonical'`,
      expect: { fact: "canonical" },
    },
    {
      name: "another difference function",
      sql: `drop type m_range.span;
        create type m_range.span as range (subtype = float8, subtype_diff = m_range.distance, multirange_type_name = m_range.spans)`,
      expect: { fact: "subtypeDiff" },
    },
    { name: "multirange renamed", sql: "alter type m_range.spans rename to stretches", expect: { fact: "multirange" } },
    { name: "owner", sql: "alter type m_range.span owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop type m_range.words", expect: { change: "remove" } },
    { name: "new", sql: "create type m_range.other as range (subtype = int4)", expect: { change: "add" } },
  ],
};
