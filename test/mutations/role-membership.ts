import { ensureRole } from "../support/ensure-role.ts";
import type { MutationSuite } from "./mutation.ts";

/** Memberships between roles that the database refers to. */
export const roleMembershipMutations: MutationSuite = {
  kind: "role-membership",
  setup: () => `
    ${ensureRole("m_group")}
    ${ensureRole("m_other_group")}
    ${ensureRole("m_member")}
    create schema m_role_membership;
    create table m_role_membership.t (id int);
    grant select on m_role_membership.t to m_group, m_other_group, m_member;
    grant m_group to m_member;`,
  mutations: [
    {
      name: "with admin option",
      sql: "grant m_group to m_member with admin option",
      expect: { fact: "admin" },
      undo: "revoke admin option for m_group from m_member",
    },
    {
      name: "member that does not inherit",
      sql: "alter role m_member noinherit",
      expect: { fact: "inherit" },
      also: ["role"],
      undo: "alter role m_member inherit",
      until: 15,
    },
    {
      name: "without inheriting",
      sql: "grant m_group to m_member with inherit false",
      expect: { fact: "inherit" },
      undo: "grant m_group to m_member with inherit true",
      since: 16,
    },
    {
      name: "without SET ROLE",
      sql: "grant m_group to m_member with set false",
      expect: { fact: "set" },
      undo: "grant m_group to m_member with set true",
      since: 16,
    },
    { name: "left", sql: "revoke m_group from m_member", expect: { change: "remove" }, undo: "grant m_group to m_member" },
    {
      name: "joined another role",
      sql: "grant m_other_group to m_member",
      expect: { change: "add" },
      undo: "revoke m_other_group from m_member",
    },
    {
      name: "joined a predefined role",
      sql: "grant pg_monitor to m_member",
      expect: { change: "add" },
      undo: "revoke pg_monitor from m_member",
    },
  ],
};
