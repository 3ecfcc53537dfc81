/** What smoke checks and load stand on: an environment's target and the point at which its journal is. */

import { AppError } from "../core/app-error.ts";
import { headOf, type JournalHead } from "../core/journal/journal-head.ts";
import { journalState } from "../core/journal/journal-state.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../postgres/connection-url.ts";
import { hasJournal, readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Where the environment's database is, through its pooler where it has one: that is the way that the application goes. @throws AppError SECRET_*, URL_INVALID */
export async function targetOf(
  environment: Environment,
  project: Project,
  { env, osUser }: WorkflowContext,
): Promise<ConnectionTarget> {
  const { value } = await resolveSecret(environment.url, project.secrets);
  return parseConnectionUrl(value, { env, osUser, whose: environment.name });
}

/** The last event of its journal; null without one. @throws AppError IDENTITY_MISMATCH where it says that it is another environment's */
export async function journalHead(session: Session, environment: string): Promise<JournalHead | null> {
  if (!(await hasJournal(session))) return null;
  const state = journalState(await readSummaries(session));
  const { identity } = state;
  if (identity !== null && identity.environment !== environment)
    throw new AppError({
      code: "IDENTITY_MISMATCH",
      message: `${session.display} says that it is ${identity.environment}, not ${environment}. Nothing was done.`,
      hint: `If it is a copy that is ${environment} from now on: lockstep identify ${environment} --was ${identity.environment}`,
    });
  return headOf(state);
}
