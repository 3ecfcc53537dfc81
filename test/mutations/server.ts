import type { MutationSuite } from "./mutation.ts";

const again = (definition: string) => `drop server m_server; create server m_server ${definition}`;

/** Foreign servers: every fact once. */
export const serverMutations: MutationSuite = {
  kind: "server",
  setup: () => `
    create foreign data wrapper m_server_wrapper;
    create foreign data wrapper m_server_wrapper_2;
    create server m_server type 'ledger' version '1' foreign data wrapper m_server_wrapper options (host 'here', port '5432');
    create server "m Server" foreign data wrapper m_server_wrapper;`,
  mutations: [
    {
      name: "wrapper",
      sql: again("type 'ledger' version '1' foreign data wrapper m_server_wrapper_2 options (host 'here', port '5432')"),
      expect: { fact: "wrapper" },
    },
    {
      name: "type",
      sql: again("type 'archive' version '1' foreign data wrapper m_server_wrapper options (host 'here', port '5432')"),
      expect: { fact: "type" },
    },
    { name: "version", sql: "alter server m_server version '2'", expect: { fact: "version" } },
    { name: "option", sql: "alter server m_server options (set host 'there')", expect: { fact: "options" } },
    {
      name: "secret option",
      sql: "alter server m_server options (add sslpassword 'kept back')",
      expect: { fact: "options" },
      unplannable: "the value of a secret is never read",
    },
    {
      name: "owner",
      sql: "update pg_foreign_server set srvowner = 'm_role_a'::regrole where srvname = 'm_server'",
      expect: { fact: "owner" },
    },
    { name: "dropped", sql: `drop server "m Server"`, expect: { change: "remove" } },
    { name: "new", sql: "create server m_server_new foreign data wrapper m_server_wrapper", expect: { change: "add" } },
  ],
};
