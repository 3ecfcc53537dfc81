/** Who is at work, as journals and evidence name them. */

import type { WorkflowContext } from "./workflow-context.ts";

/** A name. In CI the system's user is the same for everybody, so that its variables come first. */
export function actorOf({ env, osUser }: Pick<WorkflowContext, "env" | "osUser">): string {
  return env.LOCKSTEP_ACTOR || env.GITHUB_ACTOR || env.GITLAB_USER_LOGIN || osUser;
}
