import type { MutationSuite } from "./mutation.ts";

/** Rewrite rules: every fact once. */
export const ruleMutations: MutationSuite = {
  kind: "rule",
  setup: () => `
    create schema m_rule;
    create table m_rule.t (a integer, b text);
    create table m_rule.log (a integer, b text, unique (a));
    create view m_rule.v as select a, b from m_rule.t;
    create rule r_log as on update to m_rule.t where (old.b <> ' DO ') do also insert into m_rule.log values (old.a, new.b) on conflict do nothing;
    create rule r_nothing as on delete to m_rule.t do instead nothing;
    create rule r_view as on insert to m_rule.v do instead (insert into m_rule.t values (new.a, new.b); notify m_rule, 'a;b');`,
  mutations: [
    {
      name: "another event",
      sql: "create or replace rule r_nothing as on insert to m_rule.t do instead nothing",
      expect: { fact: "event" },
    },
    {
      name: "also instead of instead",
      sql: "create or replace rule r_nothing as on delete to m_rule.t do also nothing",
      expect: { fact: "isInstead" },
    },
    {
      name: "another condition",
      sql: "create or replace rule r_log as on update to m_rule.t where (old.b <> ' do ') do also insert into m_rule.log values (old.a, new.b) on conflict do nothing",
      expect: { fact: "condition" },
    },
    {
      name: "no condition",
      sql: "create or replace rule r_log as on update to m_rule.t do also insert into m_rule.log values (old.a, new.b) on conflict do nothing",
      expect: { fact: "condition" },
    },
    {
      name: "another action",
      sql: "create or replace rule r_log as on update to m_rule.t where (old.b <> ' DO ') do also insert into m_rule.log values (new.a, new.b) on conflict do nothing",
      expect: { fact: "action" },
    },
    {
      name: "an action more",
      sql: `create or replace rule r_view as on insert to m_rule.v do instead
        (insert into m_rule.t values (new.a, new.b); notify m_rule, 'a;b'; delete from m_rule.log)`,
      expect: { fact: "action" },
    },
    {
      name: "an action less",
      sql: "create or replace rule r_view as on insert to m_rule.v do instead insert into m_rule.t values (new.a, new.b)",
      expect: { fact: "action" },
    },
    { name: "disabled", sql: "alter table m_rule.t disable rule r_log", expect: { fact: "enabled" } },
    { name: "on replicas", sql: "alter table m_rule.t enable replica rule r_log", expect: { fact: "enabled" } },
    { name: "always", sql: "alter table m_rule.t enable always rule r_log", expect: { fact: "enabled" } },
    { name: "dropped", sql: "drop rule r_log on m_rule.t", expect: { change: "remove" } },
    { name: "new", sql: "create rule r_new as on insert to m_rule.log do also nothing", expect: { change: "add" } },
  ],
};
