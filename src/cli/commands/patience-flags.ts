/** The flags by which a run is told how long to wait for locks and for other runners; `apply`, `rollback` and `sync` share them. */

import type { Patience } from "../../workflows/apply-migration.ts";
import type { CommandFlag, Invocation } from "../command.ts";
import { durationOf, numberOf } from "../flag-values.ts";

/** In the order of help. */
export const patienceFlags: readonly CommandFlag[] = [
  { long: "--lock-timeout", value: "TIME", description: "longest wait for all locks of one attempt (default 3s)" },
  { long: "--attempts", value: "N", description: "attempts while locks are in the way (default 10)" },
  { long: "--wait", value: "TIME", description: "longest wait for another runner (default 60s)" },
];

/** What was said, with the defaults that help names. @throws AppError USAGE */
export function patienceOf(invocation: Invocation): Patience & { readonly waitMs: number } {
  return {
    lockBudgetMs: durationOf(invocation, "--lock-timeout") ?? 3_000,
    attempts: numberOf(invocation, "--attempts") ?? 10,
    waitMs: durationOf(invocation, "--wait") ?? 60_000,
  };
}
