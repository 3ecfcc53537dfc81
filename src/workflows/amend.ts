/** `amend`: accepts an applied file as it is now. The database is not touched; the journal keeps the old text, the new one and the reason. */

import { AppError } from "../core/app-error.ts";
import { appendEvent } from "../postgres/journal-store.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { findMigration } from "./find-migration.ts";
import { migrating } from "./migrating.ts";
import { textsOf } from "./taken-over.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to accept. */
export interface AmendRequest {
  readonly environment: string;
  readonly file: string;
  readonly reason: string;
  readonly waitMs: number;
  readonly tool: string;
}

/** What was accepted. */
export interface AmendOutcome {
  readonly environment: string;
  readonly file: string;
  /** Of the event. */
  readonly seq: number;
  readonly checksum: { readonly before: string | null; readonly now: string };
}

/** Accepts. @throws AppError USAGE where the file is not applied or not edited; as `migrating` */
export async function amend(request: AmendRequest, context: WorkflowContext): Promise<AmendOutcome> {
  const { environment, reason, waitMs, tool } = request;
  return migrating({ environment, waitMs, tool, marksLater: true }, context, async (run) => {
    const { migrations } = await loadMigrations(run.folder, { check: false });
    const migration = findMigration(request.file, migrations);
    const { file, version, checksum } = migration;
    const known = (await run.state()).versions.get(version);
    if (known?.kind !== "applied")
      throw new AppError({
        code: "USAGE",
        message: `${file} is not applied to ${environment}: until it is, it can be edited freely.`,
        hint: `lockstep status ${environment}`,
      });
    if (known.by.checksum === checksum)
      throw new AppError({
        code: "USAGE",
        message: `${file} is as it was applied to ${environment}: there is nothing to accept.`,
      });
    const { batch } = known.by.payload;
    const event = run.event(
      { event: "amended", version, file, checksum },
      { ...textsOf(migration), reason, ...(batch === undefined ? {} : { batch }) },
    );
    await run.mark();
    const { seq } = await appendEvent(run.target.session, event);
    return { environment, file, seq, checksum: { before: known.by.checksum, now: checksum } };
  });
}
