/** Sessions on a scratch copy: one that runs what the target would be sent, as a role of the applying role's rights, and others beside it. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { type ApplyingRole, actAs } from "../postgres/applying-role.ts";
import { openSession } from "../postgres/connect.ts";
import type { Session } from "../postgres/session.ts";
import type { Project } from "./open-project.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Who applies to the target. */
export interface ActingAs {
  readonly role: ApplyingRole;
  /** The role that migrations run as, where it is another one. */
  readonly owner: string | null;
}

/** A session that may write and takes its time: one statement may build an index over many partitions. @throws AppError CONNECT_* */
export function openOnCopy({ database }: ScratchCopy, signal?: AbortSignal): Promise<Session> {
  return openSession(database.target, {
    readOnly: false,
    statementTimeoutMs: 600_000,
    lockTimeoutMs: 60_000,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Has a session act as whoever applies. A server that is not ours has roles of its own, which are left as they are. */
export async function actOnCopy(session: Session, { database }: ScratchCopy, { role, owner }: ActingAs): Promise<void> {
  if (database.isOurServer) await actAs(session, role, owner);
}

/** Builds a copy of `start`, does `work` with a session that acts, and drops the copy. @throws AppError SCRATCH_*, CONNECT_* and what `work` throws */
export async function withScratchActor<T>(
  start: Catalog,
  as: ActingAs,
  { project, context }: { readonly project: Project; readonly context: WorkflowContext },
  work: (copy: ScratchCopy, actor: Session) => Promise<T>,
): Promise<T> {
  const copy = await ScratchCopy.build(start, start, project, context);
  try {
    const actor = await openOnCopy(copy);
    try {
      await actOnCopy(actor, copy, as);
      return await work(copy, actor);
    } finally {
      await actor.close();
    }
  } finally {
    await copy.close();
  }
}
