/** The page of an error code: what `lockstep explain CODE` says, and with which exit code the command ends. */

/** What `explain` prints of an error code. */
export interface ErrorPage {
  readonly exit: 1 | 3 | 4 | 5 | 130;
  /** What happened, in one sentence. */
  readonly summary: string;
  /** Why it happens and what to do, a short paragraph. */
  readonly explanation: string;
}

/** Makes one. */
export function errorPage(exit: ErrorPage["exit"], summary: string, explanation: string): ErrorPage {
  return { exit, summary, explanation };
}
