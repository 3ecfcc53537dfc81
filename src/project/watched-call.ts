/**
 * Calls a function of a team's own in such a way that it can be stopped although it never returns: while code runs, no event reaches this process,
 * Ctrl-C neither. Node ends a script from outside, after a time or at SIGINT (`timeout`, `breakOnSigint`), with whatever it has called.
 */

import { Script } from "node:vm";

/** How a call came to its end. */
export type WatchedEnd<T> =
  | { readonly kind: "returned"; readonly value: T }
  /** It was stopped after its time. */
  | { readonly kind: "late" }
  /** It was stopped by Ctrl-C, of which everybody who listens has been told. */
  | { readonly kind: "interrupted" };

const slot = Symbol.for("lockstep.watched");
const script = new Script('globalThis[Symbol.for("lockstep.watched")]()');

/** Calls it. What runs behind an `await` is not watched. @throws what `work` throws */
export function watchedCall<T>(work: () => T, timeoutMs: number): WatchedEnd<T> {
  // one thread: whoever calls from inside another call would have to wait for it anyway
  const before: unknown = Reflect.get(globalThis, slot);
  let ended: WatchedEnd<T> | null = null;
  Reflect.set(globalThis, slot, () => {
    ended = { kind: "returned", value: work() };
  });
  try {
    script.runInThisContext({ breakOnSigint: true, timeout: Math.max(1, Math.trunc(timeoutMs)) });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { kind: "late" };
    if (code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    passOn();
    return { kind: "interrupted" };
  } finally {
    Reflect.set(globalThis, slot, before);
  }
  if (ended === null) throw new Error("A watched call ended without an end.");
  return ended;
}

// Listeners are put aside while a script is watched; where nobody listens, the signal does what it does by itself.
function passOn(): void {
  if (!process.emit("SIGINT")) process.kill(process.pid, "SIGINT");
}
