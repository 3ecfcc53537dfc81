/** What is wrong with a migration file, as data: a listing shows it, running the file refuses because of it. */

import { AppError } from "../app-error.ts";

/** Rules of the file format. */
export type MigrationRule =
  | "not-utf8"
  | "nul-character"
  | "bidi-control"
  | "outside-folder"
  | "meta-command"
  | "copy-data"
  | "transaction-control"
  | "reading-setting"
  | "unterminated"
  | "directive"
  | "duplicate-version"
  | "missing-file"
  | "not-in-journal"
  | "journal-unreadable";

/** One breach; line and column are 1-based, 1 where the whole file is meant. */
export interface MigrationProblem {
  readonly rule: MigrationRule;
  /** As it is named in the folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** One sentence. */
  readonly message: string;
}

/** Throws MIGRATION_INVALID for the first problem and the number of the others; does nothing without any. */
export function refuseProblems(problems: readonly MigrationProblem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new AppError({
    code: "MIGRATION_INVALID",
    message: `${first.file}:${first.line}:${first.column}: ${first.message}${more}`,
    hint: "Correct the file, and run the command again.",
  });
}
