import { ensureRole } from "../support/ensure-role.ts";
import type { MutationSuite } from "./mutation.ts";

const inDatabase = (statement: string) => `do $$ begin execute pg_catalog.format('${statement}', current_database()); end $$`;

/** Settings. Those of a database are not copied with it, so the setup makes only settings of a role. */
export const settingMutations: MutationSuite = {
  kind: "setting",
  setup: () => `
    ${ensureRole("m_set")}
    create schema m_setting;
    create table m_setting.t (id int);
    grant select on m_setting.t to m_set;
    alter role m_set set work_mem = '1MB';
    alter role m_set set search_path = m_setting, public;`,
  mutations: [
    {
      name: "another value",
      sql: "alter role m_set set work_mem = '2MB'",
      expect: { fact: "value" },
      undo: "alter role m_set set work_mem = '1MB'",
    },
    {
      name: "same value, in this database only",
      sql: `alter role m_set reset work_mem; ${inDatabase("alter role m_set in database %I set work_mem = ''1MB''")}`,
      expect: { fact: "scope" },
      undo: "alter role m_set set work_mem = '1MB'",
    },
    {
      name: "hidden by one of this database",
      sql: inDatabase("alter role m_set in database %I set work_mem = ''1MB''"),
      expect: { fact: "hiddenValue" },
    },
    {
      name: "reset",
      sql: "alter role m_set reset search_path",
      expect: { change: "remove" },
      undo: "alter role m_set set search_path = m_setting, public",
    },
    {
      name: "of the database",
      sql: inDatabase("alter database %I set statement_timeout = ''5s''"),
      expect: { change: "add" },
    },
    {
      name: "a custom one",
      sql: inDatabase("alter database %I set m_app.tenant = ''a=b''"),
      expect: { change: "add" },
    },
    {
      name: "of all roles",
      sql: "alter role all set lock_timeout = '9s'",
      expect: { change: "add" },
      undo: "alter role all reset lock_timeout",
    },
  ],
};
