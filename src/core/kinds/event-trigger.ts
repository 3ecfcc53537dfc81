/** Event triggers: functions that run on DDL anywhere in the database, or when a session starts (17+). */

import { objectId } from "../catalog/object-id.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { type EnabledState, enabledState } from "./enabled-state.ts";
import { eventTriggerAlterations, eventTriggerDdl } from "./event-trigger.ddl.ts";
import { routineName } from "./references.sql.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type EventTriggerFacts = {
  /** `ddl_command_start`, `ddl_command_end`, `sql_drop`, `table_rewrite` or `login`. */
  readonly event: string;
  /** Command tags that it is limited to; empty for all. */
  readonly tags: readonly string[];
  readonly function: string;
  readonly enabled: EnabledState;
};

/** An event trigger. */
export const eventTriggerKind = defineKind<EventTriggerFacts>()({
  kind: "event-trigger",
  classId: "pg_event_trigger",
  query: () => `
    select e.oid, e.evtname as name, pg_catalog.pg_get_userbyid(e.evtowner) as owner, e.evtevent as event, e.evttags as tags,
           ${routineName("e.evtfoid")} as function, e.evtenabled as enabled
    from pg_catalog.pg_event_trigger e
    where ${madeByUser("e.oid")}
    order by e.evtname`,
  row: {
    oid: "int",
    name: "text",
    owner: "text",
    event: "text",
    tags: "text[]?",
    function: "text?",
    enabled: "text",
  },
  read: (row) => ({
    id: objectId("event-trigger", row.name),
    oid: row.oid,
    owner: row.owner,
    facts: {
      event: row.event,
      tags: [...(row.tags ?? [])].sort(),
      function: row.function ?? "?",
      enabled: enabledState(row.enabled),
    },
  }),
  changes: {
    event: replace("change-event-trigger"),
    tags: replace("change-event-trigger"),
    function: replace("change-event-trigger"),
    enabled: alter("change-event-trigger", eventTriggerAlterations.alterState),
  },
  ddl: eventTriggerDdl,
  add: () => "change-event-trigger",
  remove: () => "change-event-trigger",
  renameBy: ["event", "tags", "function"],
  catalog: {
    "pg_event_trigger.oid": "identity",
    "pg_event_trigger.evtname": "identity",
    "pg_event_trigger.evtevent": ["event"],
    "pg_event_trigger.evtowner": "owner",
    "pg_event_trigger.evtfoid": ["function"],
    "pg_event_trigger.evtenabled": ["enabled"],
    "pg_event_trigger.evttags": ["tags"],
  },
});
