/** `identify`: says which environment a database is. A restored copy carries the mark of what it was copied from, until somebody says so. */

import { randomUUID } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { type DatabaseMark, readIdentity } from "../postgres/journal-digest.ts";
import { appendEvent } from "../postgres/journal-store.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { migrating } from "./migrating.ts";
import { openProject } from "./open-project.ts";
import { movedDatabase, placeForMark } from "./refuse-moved.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to say. */
export interface IdentifyRequest {
  readonly environment: string;
  /** What it says that it is now: whoever re-marks a copy knows. */
  readonly was: string | null;
  readonly waitMs: number;
  readonly tool: string;
}

/** What it was, and is. */
export interface IdentifyOutcome {
  readonly environment: string;
  /** Without its password. */
  readonly database: string;
  readonly was: { readonly environment: string; readonly database: string } | null;
  /** Its identity from now on, a UUID: the old one where it is what it was at another place. */
  readonly identity: string;
}

/** Marks. @throws AppError CONFIRMATION_MISSING where another environment's mark was not named; as `migrating` */
export async function identify(request: IdentifyRequest, context: WorkflowContext): Promise<IdentifyOutcome> {
  const { environment, was, waitMs, tool } = request;
  const project = await openProject(context);
  const place = findEnvironment(project.config, environment, context.env);
  // before anything is written
  const before = await withEnvironment(place, project, context, readIdentity);
  const { value } = await resolveSecret(place.directUrl ?? place.url, project.secrets);
  const { display } = parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: place.name });
  if (before !== null) refuseUnnamed(before.environment, { environment, was, display });
  return migrating({ environment, waitMs, tool, isMarking: true }, context, async (run) => {
    const { session } = run.target;
    const now = await readIdentity(session);
    if (before === null && now !== null) return { environment, database: display, was: null, identity: now.database };
    // what stays the environment that it was stays the database that it was: it has moved
    const hasMoved = now?.environment === environment && (await movedDatabase(session, now, place)) !== null;
    const identity = hasMoved ? now.database : randomUUID();
    const reached = await placeForMark(session, place, project, context);
    const event = run.event(
      { event: "identified", version: null, file: null, checksum: null },
      { environment, database: identity, ...reached, ...(now === null ? {} : { reason: reasonOf(now, hasMoved) }) },
    );
    await appendEvent(session, { ...event, database: identity });
    const was = now === null ? null : { environment: now.environment, database: now.database };
    return { environment, database: display, was, identity };
  });
}

function reasonOf({ environment, database, endpoints }: DatabaseMark, hasMoved: boolean): string {
  return hasMoved ? `was at ${endpoints.join(" and ")}` : `was ${environment}, ${database}`;
}

// Whoever is about to say that production is staging has perhaps the wrong URL.
function refuseUnnamed(
  known: string,
  { environment, was, display }: { readonly environment: string; readonly was: string | null; readonly display: string },
): void {
  if (was === known || (was === null && known === environment)) return;
  throw new AppError({
    code: "CONFIRMATION_MISSING",
    message: `${display} says that it is ${known}${was === null ? "" : `, not ${was}`}. Nothing was done.`,
    hint: `If it is a copy of ${known} that is ${environment} from now on: lockstep identify ${environment} --was ${known}`,
  });
}
