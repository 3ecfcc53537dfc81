import type { MutationSuite } from "./mutation.ts";

/** Composite types: attributes, their order and types. */
export const compositeTypeMutations: MutationSuite = {
  kind: "composite-type",
  setup: () => `
    create schema m_composite_type;
    create type m_composite_type.place as (street text, "ZIP" varchar(10), number int);
    create type m_composite_type.hollow as ();`,
  mutations: [
    { name: "attribute added", sql: "alter type m_composite_type.place add attribute city text", expect: { fact: "attributes" } },
    { name: "attribute dropped", sql: "alter type m_composite_type.place drop attribute number", expect: { fact: "attributes" } },
    {
      name: "attribute renamed",
      sql: "alter type m_composite_type.place rename attribute number to house",
      expect: { fact: "attributes" },
    },
    {
      name: "attribute type",
      sql: "alter type m_composite_type.place alter attribute number type bigint",
      expect: { fact: "attributes" },
    },
    {
      name: "type modifier",
      sql: `alter type m_composite_type.place alter attribute "ZIP" type varchar(12)`,
      expect: { fact: "attributes" },
    },
    {
      name: "attribute collation",
      sql: `alter type m_composite_type.place alter attribute street type text collate "C"`,
      expect: { fact: "attributes" },
    },
    {
      name: "attributes in another order",
      sql: `drop type m_composite_type.place; create type m_composite_type.place as ("ZIP" varchar(10), street text, number int)`,
      expect: { fact: "attributes" },
    },
    { name: "owner", sql: "alter type m_composite_type.place owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop type m_composite_type.hollow", expect: { change: "remove" } },
    { name: "new", sql: "create type m_composite_type.other as (a int)", expect: { change: "add" } },
  ],
};
