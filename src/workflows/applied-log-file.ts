/** The applied log in git, brought up to what the journal says: lines are only appended, and what people wrote stays as it is. */

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { JournalState } from "../core/journal/journal-state.ts";
import {
  type AppliedLogEntry,
  appendLines,
  formatAppliedLog,
  formatAppliedLogEntry,
  formatRolledBack,
  parseAppliedLog,
} from "../core/migration/applied-log.ts";
import { systemReason } from "../core/system-reason.ts";
import type { Migrating } from "./migrating.ts";

/** Appends what is applied and not in the log, and takes back what is not applied any more; does nothing for an environment that keeps none. @throws AppError FILE_UNWRITABLE */
export async function appendLog({ environment, project, state }: Migrating): Promise<void> {
  if (environment.log === null) return;
  const path = resolve(project.config.directory, environment.log);
  const before = await readFile(path, "utf8").catch(() => null);
  const missing = missingLines(await state(), before ?? "");
  if (missing.length === 0) return;
  const title = environment.name.charAt(0).toUpperCase() + environment.name.slice(1);
  const text = appendLines(before ?? formatAppliedLog(title, []), missing);
  await writeFile(path, text).catch((cause: unknown) => {
    const reason = systemReason(cause);
    throw new AppError({
      code: "FILE_UNWRITABLE",
      message: `${path} could not be written: ${reason}. The migrations are applied, and the journal says so.`,
      hint: `The next lockstep apply ${environment.name} writes the missing lines.`,
      cause,
    });
  });
}

function missingLines({ versions }: JournalState, text: string): readonly string[] {
  const known = new Set(parseAppliedLog(text).entries.map(({ file }) => file));
  const lines = [...versions.values()].flatMap((state) => {
    if (state.kind !== "rolled-back" && (state.kind !== "applied" || state.how !== "applied")) return [];
    const { file, at, actor, hash, seq } = state.by;
    // whoever is taken back stands there, whoever is applied does not
    if (file === null || known.has(file) !== (state.kind === "rolled-back")) return [];
    const entry: AppliedLogEntry = { file, date: at.slice(0, 10), by: actor, hash, sequence: seq };
    return [{ seq, line: state.kind === "rolled-back" ? formatRolledBack(entry) : formatAppliedLogEntry(entry) }];
  });
  return lines.sort((one, other) => one.seq - other.seq).map(({ line }) => line);
}
