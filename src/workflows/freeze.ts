/**
 * `schedule freeze` and `schedule unfreeze`: kept as evidence in git, and in the journal of the database where it can be reached, so that a
 * file which is gone lifts nothing.
 */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type Freeze, freezeAt } from "../core/release/freeze.ts";
import type { FreezeRecord, StoredFreeze } from "../core/release/freeze-record.ts";
import { freezesOfEvidence, freezesOfJournal } from "../core/release/freeze-record.ts";
import type { AppendedEvent } from "../postgres/journal-store.ts";
import { appendEvent, readSummaries } from "../postgres/journal-store.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { actorOf } from "./actor-of.ts";
import { migrating } from "./migrating.ts";
import { openProject, type Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to freeze or to lift; it was confirmed where that is needed. */
export interface FreezeRequest {
  readonly environment: string;
  readonly act: "freeze" | "unfreeze";
  readonly reason: string;
  /** The last day (YYYY-MM-DD) of a freeze. */
  readonly until: string | null;
  readonly now: Date;
  /** Longest wait for a runner that is at work. */
  readonly waitMs: number;
  readonly tool: string;
}

/** What is the case now. */
export interface FreezeOutcome {
  readonly environment: string;
  readonly act: "freeze" | "unfreeze";
  readonly reason: string;
  readonly until: string | null;
  /** Relative to the working directory. */
  readonly evidence: string;
  /** Where it stands in the journal; null: only in git. */
  readonly journal: AppendedEvent | null;
  /** Why it is not in the journal. */
  readonly notInJournal: string | null;
  /** In force now; after `unfreeze` that of the launch may be. */
  readonly freeze: Freeze | null;
}

/** Freezes or lifts. @throws AppError ENVIRONMENT_UNKNOWN, USAGE, IDENTITY_MISMATCH, RUNNER_BUSY, FILE_UNWRITABLE */
export async function freeze(request: FreezeRequest, context: WorkflowContext): Promise<FreezeOutcome> {
  const { environment, act, reason, until, now } = request;
  const project = await openProject(context);
  const { config } = project;
  const place = findEnvironment(config, environment, context.env);
  const folder = migrationsPath(config);
  const { journal, stored, notInJournal } = await intoJournal(request, { project, environment: place }, context);
  const record: FreezeRecord = act === "freeze" ? { act, reason, until } : { act, reason };
  const by = actorOf(context);
  const path = await saveEvidence(folder, { kind: "freeze", at: now.toISOString(), environment, by, data: record });
  const freezes = [...freezesOfEvidence(await readEvidence(folder, "freeze", environment)), ...stored];
  return {
    environment,
    act,
    reason,
    until,
    evidence: relative(context.cwd, path),
    journal,
    notInJournal,
    freeze: freezeAt({ launch: config.launch, freezes, zone: config.cadence?.zone ?? "UTC" }, now),
  };
}

interface Journaled {
  readonly journal: AppendedEvent | null;
  readonly stored: readonly StoredFreeze[];
  readonly notInJournal: string | null;
}

// A freeze must not fail because a network does: then it stands in git alone, and says so.
async function intoJournal(
  { act, reason, until, waitMs, tool }: FreezeRequest,
  place: { readonly project: Project; readonly environment: ReturnType<typeof findEnvironment> },
  context: WorkflowContext,
): Promise<Journaled> {
  const { name } = place.environment;
  const beforeMarking = async () => {
    throw new AppError({ code: "JOURNAL_MISSING", message: `${name} has no journal yet` });
  };
  try {
    return await migrating({ environment: name, place, waitMs, tool, beforeMarking }, context, async (run) => {
      const event = run.event(
        { event: "frozen", version: null, file: null, checksum: null },
        { reason, ...(act === "unfreeze" ? { lifted: true } : until === null ? {} : { until }) },
      );
      const journal = await appendEvent(run.target.session, event);
      return { journal, stored: freezesOfJournal(await readSummaries(run.target.session)), notInJournal: null };
    });
  } catch (error) {
    const isOutOfReach = error instanceof AppError && /^(?:JOURNAL_MISSING$|CONNECT_|SECRET_|READ_ONLY_SERVER$)/.test(error.code);
    if (!isOutOfReach) throw error;
    return { journal: null, stored: [], notInJournal: error.message };
  }
}
