import type { MutationSuite } from "./mutation.ts";

/** Enum types: labels and their order. */
export const enumMutations: MutationSuite = {
  kind: "enum",
  setup: () => `
    create schema m_enum;
    create type m_enum.mood as enum ('sad', 'ok', 'happy');
    create type m_enum.none as enum ();
    create table m_enum.t (id int primary key, moods m_enum.mood[]);`,
  mutations: [
    { name: "label at the end", sql: "alter type m_enum.mood add value 'thrilled'", expect: { fact: "labels" } },
    { name: "label in the middle", sql: "alter type m_enum.mood add value 'meh' before 'ok'", expect: { fact: "labels" } },
    { name: "label renamed", sql: "alter type m_enum.mood rename value 'ok' to 'fine'", expect: { fact: "labels" } },
    {
      name: "labels in another order",
      sql: "update pg_enum set enumsortorder = -1 where enumtypid = 'm_enum.mood'::regtype and enumlabel = 'ok'",
      expect: { fact: "labels" },
    },
    { name: "first label", sql: "alter type m_enum.none add value 'one'", expect: { fact: "labels" } },
    { name: "owner", sql: "alter type m_enum.mood owner to m_role_a", expect: { fact: "owner" } },
    { name: "dropped", sql: "drop type m_enum.none", expect: { change: "remove" } },
    { name: "new", sql: "create type m_enum.other as enum ('a')", expect: { change: "add" } },
  ],
};
