import { ensureRole } from "../support/ensure-role.ts";
import type { MutationSuite } from "./mutation.ts";

/** User mappings: names of options, and the values that are no secrets. The auditor sees only the options of its own. */
export const userMappingMutations: MutationSuite = {
  kind: "user-mapping",
  setup: () => `
    ${ensureRole("auditor")}
    create foreign data wrapper m_mapping_wrapper;
    create server m_mapping foreign data wrapper m_mapping_wrapper;
    grant usage on foreign server m_mapping to auditor;
    create user mapping for auditor server m_mapping options (user 'guest', password 'kept back');
    create user mapping for m_role_a server m_mapping options (user 'guest', password 'kept back');
    create user mapping for public server m_mapping;`,
  mutations: [
    {
      name: "option value",
      sql: "alter user mapping for auditor server m_mapping options (set user 'host')",
      expect: { fact: "options" },
    },
    {
      name: "secret gone",
      sql: "alter user mapping for auditor server m_mapping options (drop password)",
      expect: { fact: "options" },
      unplannable: "the value of a secret is never read",
    },
    {
      name: "no longer readable",
      sql: "revoke usage on foreign server m_mapping from auditor",
      expect: { kind: "privilege", change: "remove" },
    },
    { name: "dropped", sql: "drop user mapping for public server m_mapping", expect: { change: "remove" } },
    { name: "new", sql: "create user mapping for m_role_b server m_mapping", expect: { change: "add" }, also: ["role"] },
  ],
};
