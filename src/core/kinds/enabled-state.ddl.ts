/** How ALTER says when a trigger, event trigger or rule fires. */

import type { EnabledState } from "./enabled-state.ts";

const verbs = { origin: "ENABLE", disabled: "DISABLE", replica: "ENABLE REPLICA", always: "ENABLE ALWAYS" } as const;

/** `ENABLE`, `DISABLE`, `ENABLE REPLICA` or `ENABLE ALWAYS`. */
export function enableVerb(state: EnabledState): (typeof verbs)[EnabledState] {
  return verbs[state];
}
