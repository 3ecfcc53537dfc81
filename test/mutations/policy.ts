import type { MutationSuite } from "./mutation.ts";

/** Row security policies: every fact once. */
export const policyMutations: MutationSuite = {
  kind: "policy",
  setup: () => `
    create schema m_policy;
    create table m_policy.t (a integer, owner name);
    create policy p_all on m_policy.t using (owner = current_user) with check (a > 0);
    create policy p_read on m_policy.t for select to m_role_a using (a > 0);
    create policy p_other on m_policy.t for delete to m_role_b using (a > 0);`,
  mutations: [
    {
      name: "another command",
      sql: "drop policy p_read on m_policy.t; create policy p_read on m_policy.t for delete to m_role_a using (a > 0)",
      expect: { fact: "command" },
    },
    {
      name: "restrictive",
      sql: "drop policy p_read on m_policy.t; create policy p_read on m_policy.t as restrictive for select to m_role_a using (a > 0)",
      expect: { fact: "isPermissive" },
    },
    { name: "another role", sql: "alter policy p_read on m_policy.t to m_role_b", expect: { fact: "roles" } },
    { name: "a role more", sql: "alter policy p_read on m_policy.t to m_role_b, m_role_a", expect: { fact: "roles" } },
    { name: "for everyone", sql: "alter policy p_read on m_policy.t to public", expect: { fact: "roles" } },
    { name: "another condition", sql: "alter policy p_read on m_policy.t using (a > 1)", expect: { fact: "using" } },
    { name: "another check", sql: "alter policy p_all on m_policy.t with check (a > 1)", expect: { fact: "check" } },
    { name: "dropped", sql: "drop policy p_read on m_policy.t", expect: { change: "remove" } },
    { name: "new", sql: "create policy p_new on m_policy.t for insert with check (true)", expect: { change: "add" } },
  ],
};
