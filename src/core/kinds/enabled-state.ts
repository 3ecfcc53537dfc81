/** When a trigger, event trigger or rule fires, by `session_replication_role`. */

const states = { O: "origin", D: "disabled", R: "replica", A: "always" } as const;

/** `origin` is what CREATE gives; `replica` and `always` are what ENABLE REPLICA and ENABLE ALWAYS give. */
export type EnabledState = (typeof states)[keyof typeof states];

/** Reads `tgenabled`, `evtenabled` or `ev_enabled`. */
export function enabledState(code: string): EnabledState {
  return states[code as keyof typeof states]; // the server knows these four
}
