/** What has to be so before a database that nobody has marked becomes an environment's: no other tool's history, and somebody's word where it is protected. */

import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { type Consent, noConsent, refuseUnsaid } from "./consent.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import type { Project } from "./open-project.ts";
import { refuseForeignHistory } from "./refuse-foreign-history.ts";

/** Looks at such a database. @throws AppError HISTORY_DIFFERS, CONFIRMATION_MISSING */
export function beforeMarking({
  isDryRun,
  consent = noConsent,
}: {
  readonly isDryRun: boolean;
  readonly consent?: Consent | undefined;
}): typeof refuseUnknownHistory {
  return async (session, environment, project) => {
    await refuseUnknownHistory(session, environment, project);
    if (environment.protected && !isDryRun) refuseUnsaid(consent, environment);
  };
}

/** Refuses a database that another tool has migrated, or a hand-written log speaks of. @throws AppError HISTORY_DIFFERS */
export async function refuseUnknownHistory(session: Session, environment: Environment, project: Project): Promise<void> {
  await refuseForeignHistory(session, environment.name, await readEnvironmentLog(environment, project));
}
