/**
 * Somebody says what became of an interrupted statement that no probe can tell about: it took effect, or is to run again. That they said so
 * is an event of its own.
 */

import { AppError } from "../core/app-error.ts";
import type { VersionState } from "../core/journal/journal-state.ts";
import { appendEvent, readEvents } from "../postgres/journal-store.ts";
import { migrating } from "./migrating.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is said. */
export interface StatementRepair {
  readonly environment: string;
  /** `FILE:N`, as the error printed it. */
  readonly statement: string;
  readonly says: "done" | "again";
  /** Longest wait for another runner. */
  readonly waitMs: number;
  /** Of the tool, for the journal. */
  readonly tool: string;
}

/** What was written. */
export interface RepairedStatement {
  readonly environment: string;
  readonly file: string;
  readonly statement: number;
  readonly says: "done" | "again";
  readonly seq: number;
  readonly hash: string;
}

/** Writes it down. @throws AppError USAGE where no such statement waits for it, IDENTITY_MISMATCH, RUNNER_BUSY, CONNECT_* */
export async function repairStatement(request: StatementRepair, context: WorkflowContext): Promise<RepairedStatement> {
  const { environment, waitMs, tool, says } = request;
  return migrating({ environment, waitMs, tool, marksLater: true }, context, async ({ state, target, event, mark }) => {
    const { versions } = await state();
    const found = find(versions, request);
    const [intent] = await readEvents(target.session, [found.seq]);
    const { statement = 0, of = 0, sql = "", meaning, direction } = intent?.payload ?? {};
    const file = found.file ?? "";
    await mark();
    const appended = await appendEvent(
      target.session,
      event(
        { event: says === "done" ? "step" : "failed", version: found.version, file, checksum: found.checksum },
        {
          sql,
          ...(meaning === undefined ? {} : { meaning }),
          ...(direction === undefined ? {} : { direction }),
          statement,
          of,
          reason: says === "done" ? "declared as done by hand" : "declared as not done by hand: it runs again",
        },
      ),
    );
    return { environment, file, statement, says, seq: appended.seq, hash: appended.hash };
  });
}

function find(versions: ReadonlyMap<string, VersionState>, { statement, environment }: StatementRepair) {
  const [, name = "", number = ""] = /^(.*):(\d+)$/.exec(statement) ?? [];
  const open = [...versions.values()].flatMap((state) =>
    state.kind === "under-way" && state.intent !== null ? [state.intent] : [],
  );
  const found = open.find(
    ({ file, version, payload }) => (file === name || version === name) && payload.statement === Number(number),
  );
  if (found !== undefined) return found;
  throw new AppError({
    code: "USAGE",
    message: `${statement}: no statement of that file and number waits for a decision on ${environment}.`,
    hint:
      open.length === 0 ? "None does." : `Waiting: ${open.map(({ file, payload }) => `${file}:${payload.statement}`).join(", ")}`,
  });
}
