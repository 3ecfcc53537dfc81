/** The applied log in git, brought up to what the journal says: lines are only appended, and what people wrote stays as it is. */

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { JournalState } from "../core/journal/journal-state.ts";
import { type AppliedLogEntry, appendToAppliedLog, formatAppliedLog, parseAppliedLog } from "../core/migration/applied-log.ts";
import type { Migrating } from "./migrating.ts";

/** Appends what is applied and not in the log; does nothing for an environment that keeps none. @throws AppError FILE_UNWRITABLE */
export async function appendLog({ environment, project, state }: Migrating): Promise<void> {
  if (environment.log === null) return;
  const path = resolve(project.config.directory, environment.log);
  const before = await readFile(path, "utf8").catch(() => null);
  const missing = missingLines(await state(), before ?? "");
  if (missing.length === 0) return;
  const title = environment.name.charAt(0).toUpperCase() + environment.name.slice(1);
  const text = before === null ? formatAppliedLog(title, missing) : appendToAppliedLog(before, missing);
  await writeFile(path, text).catch((cause: unknown) => {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new AppError({
      code: "FILE_UNWRITABLE",
      message: `${path} could not be written: ${reason}. The migrations are applied, and the journal says so.`,
      hint: `The next lockstep apply ${environment.name} writes the missing lines.`,
      cause,
    });
  });
}

function missingLines({ versions }: JournalState, text: string): readonly AppliedLogEntry[] {
  const known = new Set(parseAppliedLog(text).entries.map(({ file }) => file));
  return [...versions.values()].flatMap((state) => {
    if (state.kind !== "applied" || state.how !== "applied") return [];
    const { file, at, actor, hash, seq } = state.by;
    if (file === null || known.has(file)) return [];
    return [{ file, date: at.slice(0, 10), by: actor, hash, sequence: seq }];
  });
}
