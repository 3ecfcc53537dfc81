/**
 * `repair --again FILE`: a migration that failed stays out of a protected environment until its file changes. Where it was the rows that were
 * wrong, and somebody has mended them, the file is as good as before: they say so, and the journal keeps who and why.
 */

import { AppError } from "../core/app-error.ts";
import { appendEvent } from "../postgres/journal-store.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { findMigration } from "./find-migration.ts";
import { migrating } from "./migrating.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is let through. */
export interface LetThroughRequest {
  readonly environment: string;
  readonly file: string;
  readonly reason: string;
  /** Longest wait for another runner. */
  readonly waitMs: number;
  /** Of the tool, for the journal. */
  readonly tool: string;
}

/** What was written. */
export interface LetThrough {
  readonly environment: string;
  readonly file: string;
  /** Why it failed, as the journal has it. */
  readonly failure: string;
  readonly seq: number;
  readonly hash: string;
}

/** Lets it be tried again as it is; it is rehearsed all the same. @throws AppError USAGE where it has not failed, or has changed since; as `migrating` */
export async function letThrough(request: LetThroughRequest, context: WorkflowContext): Promise<LetThrough> {
  const { environment, reason, waitMs, tool } = request;
  return migrating({ environment, waitMs, tool, marksLater: true }, context, async (run) => {
    const { migrations, repeatables } = await loadMigrations(run.folder, { check: false });
    const { file, version, checksum } = findMigration(request.file, [...migrations, ...repeatables]);
    const known = (await run.state()).versions.get(version);
    if (known?.kind !== "failed" || known.by.checksum !== checksum || known.letThrough !== null)
      throw new AppError({
        code: "USAGE",
        message: `${file} ${known?.kind !== "failed" ? "has not failed" : known.letThrough !== null ? "is let through already" : "was changed after it failed"} on ${environment}: nothing keeps it back.`,
        hint: `lockstep apply ${environment}`,
      });
    const event = run.event({ event: "waived", version, file, checksum }, { reason });
    await run.mark();
    const { seq, hash } = await appendEvent(run.target.session, event);
    return { environment, file, failure: known.by.payload.reason ?? "", seq, hash };
  });
}
