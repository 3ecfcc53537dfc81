/**
 * What keeps a release of a protected environment waiting though nothing is wrong with it: the window, a freeze, the checklist. Breaking the
 * glass passes by here, and nowhere else.
 */

import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { Consent } from "./consent.ts";
import type { Migrating } from "./migrating.ts";

/** Refuses what may not be released now. */
export async function refuseUnreleased(_files: readonly MigrationFile[], consent: Consent, _run: Migrating): Promise<void> {
  if (consent.breakGlass !== null) return;
  // the cadence's window, freezes and the checklist belong here
}
