/** What a call that changes a database may be told: how patiently it waits, and what somebody has said for a protected environment. */

import type { ApplyRequest } from "../workflows/apply.ts";
import type { Consent } from "../workflows/consent.ts";
import type { LibraryOptions } from "./library-options.ts";

/** How to run. It never asks. */
export interface RunOptions extends LibraryOptions {
  /** Say what would be done, and change nothing. */
  readonly dryRun?: boolean | undefined;
  /** The environment's name again, where it is protected. */
  readonly confirm?: string | undefined;
  /** In its place the hash of the plan that somebody has approved, as a dry run gives it. */
  readonly approve?: string | undefined;
  /** Losses that are accepted, by their names: `drop:column:public.users.email`. */
  readonly acknowledge?: readonly string[] | undefined;
  /** For all waits for locks of one attempt together. Default 3,000. */
  readonly lockTimeoutMs?: number | undefined;
  /** Attempts while locks are in the way. Default 10. */
  readonly attempts?: number | undefined;
  /** Longest wait for another runner. Default 60,000. */
  readonly waitMs?: number | undefined;
}

/** The name by which journals know calls of the library. */
export const libraryTool = "lockstep library";

/** The same as workflows take it, with every default filled in. */
export function runOf(
  options: RunOptions,
): Pick<ApplyRequest, "isDryRun" | "lockBudgetMs" | "attempts" | "waitMs" | "tool"> & { readonly consent: Consent } {
  const { dryRun = false, confirm, approve, acknowledge = [], lockTimeoutMs = 3_000, attempts = 10, waitMs = 60_000 } = options;
  const said = { confirm: confirm ?? null, approve: approve ?? null, acknowledged: acknowledge };
  const consent = { ...said, breakGlass: null, askText: null };
  return { isDryRun: dryRun, lockBudgetMs: lockTimeoutMs, attempts, waitMs, tool: libraryTool, consent };
}
