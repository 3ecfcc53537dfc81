import type { MutationSuite } from "./mutation.ts";

const make = (rest: string) => `drop event trigger m_event_trigger; create event trigger m_event_trigger ${rest}`;

/** Event triggers: every fact once. They fire on casts only, so that they leave the other suites alone. */
export const eventTriggerMutations: MutationSuite = {
  kind: "event-trigger",
  setup: () => `
    create schema m_event_trigger;
    create function m_event_trigger.f() returns event_trigger language plpgsql as 'begin end';
    create function m_event_trigger.g() returns event_trigger language plpgsql as 'begin end';
    create event trigger m_event_trigger on ddl_command_end when tag in ('DROP CAST', 'CREATE CAST') execute function m_event_trigger.f();
    create event trigger m_event_trigger_drop on sql_drop when tag in ('DROP CAST') execute function m_event_trigger.f();`,
  mutations: [
    {
      name: "another event",
      sql: make("on ddl_command_start when tag in ('DROP CAST', 'CREATE CAST') execute function m_event_trigger.f()"),
      expect: { fact: "event" },
    },
    {
      name: "another tag",
      sql: make("on ddl_command_end when tag in ('DROP CAST', 'CREATE DOMAIN') execute function m_event_trigger.f()"),
      expect: { fact: "tags" },
    },
    { name: "for all commands", sql: make("on ddl_command_end execute function m_event_trigger.f()"), expect: { fact: "tags" } },
    {
      name: "another function",
      sql: make("on ddl_command_end when tag in ('DROP CAST', 'CREATE CAST') execute function m_event_trigger.g()"),
      expect: { fact: "function" },
    },
    { name: "disabled", sql: "alter event trigger m_event_trigger disable", expect: { fact: "enabled" } },
    { name: "on replicas", sql: "alter event trigger m_event_trigger enable replica", expect: { fact: "enabled" } },
    { name: "always", sql: "alter event trigger m_event_trigger enable always", expect: { fact: "enabled" } },
    { name: "dropped", sql: "drop event trigger m_event_trigger", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create event trigger m_event_trigger_new on table_rewrite execute function m_event_trigger.f()",
      expect: { change: "add" },
    },
    {
      name: "at login",
      sql: "create event trigger m_event_trigger_login on login execute function m_event_trigger.f()",
      expect: { change: "add" },
      since: 17,
    },
  ],
};
