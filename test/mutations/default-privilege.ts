import { ensureRole } from "../support/ensure-role.ts";
import type { Mutation, MutationSuite } from "./mutation.ts";

const added = (name: string, what: string, more: Partial<Mutation> = {}): Mutation => ({
  name,
  sql: `alter default privileges for role m_maker ${what}`,
  expect: { change: "add" },
  ...more,
});

/** Default privileges of a role that makes nothing, so that the other suites' objects are not touched by them. */
export const defaultPrivilegeMutations: MutationSuite = {
  kind: "default-privilege",
  setup: () => `
    ${ensureRole("m_maker")}
    ${ensureRole("m_receiver")}
    create schema m_default_privilege;
    alter default privileges for role m_maker in schema m_default_privilege grant select on tables to m_receiver;
    alter default privileges for role m_maker grant usage on schemas to m_receiver;`,
  mutations: [
    {
      name: "one more right",
      sql: "alter default privileges for role m_maker in schema m_default_privilege grant insert on tables to m_receiver",
      expect: { fact: "privileges" },
    },
    {
      name: "a grant option",
      sql: "alter default privileges for role m_maker grant usage on schemas to m_receiver with grant option",
      expect: { fact: "privileges" },
    },
    {
      name: "taken",
      sql: "alter default privileges for role m_maker in schema m_default_privilege revoke select on tables from m_receiver",
      expect: { change: "remove" },
    },
    added("tables everywhere", "grant select on tables to m_receiver"),
    added("sequences", "grant usage on sequences to m_receiver"),
    added("default right on functions taken from everyone", "revoke execute on functions from public"),
    added("default right on types taken from everyone", "revoke usage on types from public"),
    added("the owner's own rights", "revoke delete on tables from m_maker"),
    added("functions of a schema", "in schema m_default_privilege grant execute on functions to m_receiver"),
    added("large objects", "grant select on large objects to m_receiver", { since: 18 }),
  ],
};
