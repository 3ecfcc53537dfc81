import { ensureRole } from "../support/ensure-role.ts";
import type { Mutation, MutationSuite } from "./mutation.ts";

const attribute = (name: string, fact: string, on: string, off: string): Mutation => ({
  name,
  sql: `alter role m_role_seen ${on}`,
  expect: { fact },
  undo: `alter role m_role_seen ${off}`,
});

/** Roles: one that the database refers to, one that it does not, one that it refers to by a single grant. */
export const roleMutations: MutationSuite = {
  kind: "role",
  setup: () => `
    ${ensureRole("m_role_seen")}
    ${ensureRole("m_role_unseen")}
    ${ensureRole("m_role_once")}
    create schema m_role;
    create table m_role.t (id int);
    grant select on m_role.t to m_role_seen, m_role_once, m_role_a, m_role_b;`,
  mutations: [
    attribute("superuser", "superuser", "superuser", "nosuperuser"),
    attribute("does not inherit", "inherit", "noinherit", "inherit"),
    attribute("may create roles", "createRole", "createrole", "nocreaterole"),
    attribute("may create databases", "createDatabase", "createdb", "nocreatedb"),
    attribute("may log in", "login", "login", "nologin"),
    attribute("may replicate", "replication", "replication", "noreplication"),
    attribute("bypasses row security", "bypassRowSecurity", "bypassrls", "nobypassrls"),
    attribute("connection limit", "connectionLimit", "connection limit 3", "connection limit -1"),
    {
      name: "password expires",
      sql: "alter role m_role_seen valid until '2031-01-01 00:00:00+00'",
      expect: { fact: "validUntil" },
      undo: "update pg_catalog.pg_authid set rolvaliduntil = null where rolname = 'm_role_seen'",
    },
    {
      name: "no longer referred to",
      sql: "revoke select on m_role.t from m_role_once",
      expect: { change: "remove" },
      also: ["privilege"],
    },
    {
      name: "newly referred to",
      sql: "grant select on m_role.t to m_role_unseen",
      expect: { change: "add" },
      also: ["privilege"],
    },
    {
      name: "referred to by a policy",
      sql: "create policy p on m_role.t to m_role_unseen using (true)",
      expect: { change: "add" },
      also: ["policy"],
    },
  ],
};
