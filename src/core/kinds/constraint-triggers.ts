/**
 * The internal triggers that enforce foreign keys and deferrable unique constraints. DISABLE TRIGGER ALL turns them off
 * without a word, and then the constraint holds nothing: when each fires is a fact of the constraint.
 */

import { type EnabledState, enabledState } from "./enabled-state.ts";

/** What such a trigger watches. */
type WatchedEvent = "insert" | "update" | "insert or update" | "delete of referenced" | "update of referenced";

/** When triggers fire, by what they watch; only those that do not fire as CREATE made them. */
export type ConstraintTriggers = { readonly [watched in WatchedEvent]?: EnabledState };

/** Internal triggers that do not fire as CREATE made them: the routine behind each and its `tgenabled`. */
export type TriggerStates = readonly (readonly [routine: string, enabled: string])[];

/** A subquery `(tgconstraint, states)`, the states as JSON of {@link TriggerStates}; a row only where there are some. */
export const triggerStates = `(
      select g.tgconstraint, pg_catalog.json_agg(pg_catalog.json_build_array(f.proname, g.tgenabled) order by f.proname) as states
      from pg_catalog.pg_trigger g
      join pg_catalog.pg_proc f on f.oid = g.tgfoid
      where g.tgisinternal and g.tgenabled <> 'O' and g.tgconstraint <> 0
      group by g.tgconstraint
    )`;

// One frozen value for the common case.
const asCreated: ConstraintTriggers = Object.freeze({});

/** The fact that the states say; null where every trigger fires as CREATE made it. */
export function constraintTriggers(states: TriggerStates | null): ConstraintTriggers {
  if (states === null) return asCreated;
  return Object.fromEntries(states.map(([routine, enabled]) => [watchedEvent(routine), enabledState(enabled)]));
}

// The routines are named in src/backend/utils/adt/ri_triggers.c, as RI_FKey_check_ins and RI_FKey_cascade_del; the triggers'
// own names hold oids. The one behind a deferrable unique constraint is unique_key_recheck.
function watchedEvent(routine: string): WatchedEvent {
  if (routine === "RI_FKey_check_ins") return "insert";
  if (routine === "RI_FKey_check_upd") return "update";
  if (routine.endsWith("_del")) return "delete of referenced";
  return routine.endsWith("_upd") ? "update of referenced" : "insert or update";
}
