/** A hook on a scratch copy: it ran there before or after the rehearsed files, or it did not. */

import type { RehearsalVerdict } from "./rehearsal.ts";

/** What is known of it. */
export interface RehearsedHook {
  readonly file: string;
  readonly applies: RehearsalVerdict;
}
