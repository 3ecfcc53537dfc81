import { ensureRole } from "../support/ensure-role.ts";
import type { MutationSuite } from "./mutation.ts";

const noProvider = "no server here has a label provider";

// SECURITY LABEL needs a loaded provider, which no server here has: the rows are written as it would write them.
const label = (target: string, column: number, provider: string, text: string) =>
  `insert into pg_catalog.pg_seclabel (objoid, classoid, objsubid, provider, label)
     values ('${target}'::regclass, 'pg_catalog.pg_class'::regclass, ${column}, '${provider}', '${text}')`;

/** Labels of two providers on a table, a column and a role. */
export const securityLabelMutations: MutationSuite = {
  kind: "security-label",
  setup: () => `
    ${ensureRole("m_labelled")}
    create schema m_security_label;
    create table m_security_label.t (id int);
    grant select on m_security_label.t to m_labelled;
    ${label("m_security_label.t", 0, "m_provider", "secret")};`,
  mutations: [
    {
      name: "another label",
      sql: "update pg_catalog.pg_seclabel set label = 'public' where objoid = 'm_security_label.t'::regclass",
      expect: { fact: "label" },
      unplannable: noProvider,
    },
    {
      name: "taken away",
      sql: "delete from pg_catalog.pg_seclabel where objoid = 'm_security_label.t'::regclass",
      expect: { change: "remove" },
      unplannable: noProvider,
    },
    {
      name: "column",
      sql: label("m_security_label.t", 1, "m_provider", "secret"),
      expect: { change: "add" },
      unplannable: noProvider,
    },
    {
      name: "another provider",
      sql: label("m_security_label.t", 0, "m_other", "secret"),
      expect: { change: "add" },
      unplannable: noProvider,
    },
    {
      name: "role",
      sql: `insert into pg_catalog.pg_shseclabel (objoid, classoid, provider, label)
              values ('m_labelled'::regrole, 'pg_catalog.pg_authid'::regclass, 'm_provider', 'secret')`,
      expect: { change: "add" },
      unplannable: noProvider,
      undo: "delete from pg_catalog.pg_shseclabel where provider = 'm_provider'",
    },
  ],
};
