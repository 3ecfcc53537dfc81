/** What a call may be told that changes the rows of one environment. */

import type { LibraryOptions } from "./library-options.ts";

/** Where to work, and what somebody has said for a protected environment. It never asks. */
export interface DataOptions extends LibraryOptions {
  /** Default: the only one there is. */
  readonly environment?: string | undefined;
  /** The environment's name again, where it is protected. */
  readonly confirm?: string | undefined;
}
