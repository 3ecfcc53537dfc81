import type { MutationSuite } from "./mutation.ts";

const set = (option: string) => `alter subscription m_subscription set (${option})`;
const update = (assignment: string) => `update pg_subscription set ${assignment} where subname = 'm_subscription'`;
const create = (name: string) => `create subscription ${name} connection 'host=127.0.0.1 port=1 dbname=nowhere password=canary'
      publication one with (connect = false, slot_name = none, streaming = false)`;

/** Subscriptions: every fact once. Nothing ever connects: there is no slot and no publisher. */
export const subscriptionMutations: MutationSuite = {
  kind: "subscription",
  setup: () => `${create("m_subscription")};`,
  mutations: [
    {
      name: "enabled",
      sql: update("subenabled = true"),
      expect: { fact: "isEnabled" },
      unplannable: "the server enables none without a slot",
    },
    {
      name: "publications",
      sql: "alter subscription m_subscription set publication one, two with (refresh = false)",
      expect: { fact: "publications" },
    },
    { name: "slot", sql: set("slot_name = 'm_slot'"), expect: { fact: "slotName" } },
    { name: "synchronous commit", sql: set("synchronous_commit = 'local'"), expect: { fact: "synchronousCommit" } },
    { name: "binary", sql: set("binary = true"), expect: { fact: "binary" } },
    { name: "streaming", sql: set("streaming = true"), expect: { fact: "streaming" } },
    { name: "parallel streaming", sql: set("streaming = parallel"), expect: { fact: "streaming" }, since: 16 },
    { name: "two phases", sql: update("subtwophasestate = 'p'"), expect: { fact: "twoPhase" }, since: 15 },
    { name: "disable on error", sql: set("disable_on_error = true"), expect: { fact: "disableOnError" }, since: 15 },
    { name: "password", sql: set("password_required = false"), expect: { fact: "passwordRequired" }, since: 16 },
    { name: "as its owner", sql: set("run_as_owner = true"), expect: { fact: "runAsOwner" }, since: 16 },
    { name: "origin", sql: set("origin = none"), expect: { fact: "origin" }, since: 16 },
    { name: "failover", sql: update("subfailover = true"), expect: { fact: "failover" }, since: 17 },
    { name: "owner", sql: update("subowner = 'm_role_a'::regrole"), expect: { fact: "owner" }, since: 16 },
    {
      name: "owner without superuser",
      sql: update("subowner = 'm_role_a'::regrole"),
      expect: { fact: "owner" },
      until: 15,
      unplannable: "the server lets superusers own one only",
    },
    { name: "dropped", sql: "drop subscription m_subscription", expect: { change: "remove" } },
    { name: "new", sql: create("m_subscription_new"), expect: { change: "add" } },
  ],
};
