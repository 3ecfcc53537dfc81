/** `lint`: what migrations lock, cost and break, before they run; with a database at hand what they meet there. */

import { join, relative } from "node:path";
import type { Finding } from "../core/finding.ts";
import type { MigrationText } from "../core/lint/judge-migration.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { MigrationProblem } from "../core/migration/migration-problem.ts";
import { lintTexts } from "./lint-texts.ts";
import { openProject } from "./open-project.ts";
import { pendingFiles } from "./pending-files.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to lint. */
export interface LintRequest {
  /** Files and folders; none: the migrations that are not yet applied. */
  readonly files: readonly string[];
  /** The database that they would run on: an environment or any other source; null: from the text alone. */
  readonly source: string | null;
  /** PostgreSQL's major version where no source tells it. */
  readonly major: number | null;
  /** Style rules too. */
  readonly style: boolean;
  /** Each file is judged by what those before it leave, and not alone. */
  readonly sequence: boolean;
  /** Today, `2026-03-01`. */
  readonly today: string;
  /** The version of Lockstep, by which verdicts are kept for files that do not change; null keeps none. */
  readonly version: string | null;
}

/** The verdicts. */
export interface LintOutcome {
  readonly migrations: readonly LintedMigration[];
  readonly major: number;
  /** The name of the source, and null without one. */
  readonly source: string | null;
  /** What was noticed beside them: of the folder, of the source. */
  readonly remarks: readonly Finding[];
  /** The remarks and the findings of all migrations. */
  readonly findings: readonly Finding[];
}

/** The newest major, assumed where nobody says another one. */
const assumedMajor = 18;

/** Lints. @throws AppError FILE_UNREADABLE, and what reading the source throws */
export async function lint(request: LintRequest, context: WorkflowContext): Promise<LintOutcome> {
  const project = await openProject(context);
  const { files, problems } = await pendingFiles({ ...request, withHooks: true }, project, context);
  const texts = files.map((file) => textOf(file, context.cwd));
  const misplaced = problems.map(
    (problem): Finding => ({ ...problem, level: "high", file: placeOf(problem, files, context.cwd) }),
  );
  if (request.source === null) {
    const major = request.major ?? assumedMajor;
    const migrations = await lintTexts(texts, { ...request, major }, context.env);
    return outcomeOf({ migrations, major, source: null, remarks: misplaced });
  }
  // brings drivers and all kinds of objects along
  const { lintAgainst } = await import("./lint-against.ts");
  const { remarks, ...verdicts } = await lintAgainst(request.source, texts, request, project, context);
  return outcomeOf({ ...verdicts, remarks: [...misplaced, ...remarks] });
}

/** Findings are put together when somebody asks for them: a verdict that was kept is read then. */
function outcomeOf(outcome: Omit<LintOutcome, "findings">): LintOutcome {
  const { migrations, remarks } = outcome;
  let all: readonly Finding[] | null = null;
  return {
    ...outcome,
    get findings() {
      all ??= [...remarks, ...migrations.flatMap((one) => one.findings)];
      return all;
    },
  };
}

/** The folder names its files from itself. */
function placeOf({ file }: MigrationProblem, files: readonly MigrationFile[], cwd: string): string {
  const found = files.find((one) => one.file === file);
  return found === undefined ? file : relative(cwd, found.path);
}

/** Named from where the command was typed; the migration names its sibling from the folder that both are in. */
function textOf({ path, file: inFolder, text, downText, downFile }: MigrationFile, cwd: string): MigrationText {
  const file = relative(cwd, path);
  if (downText === null || downFile === null) return { file, text, down: null };
  const folder = path.slice(0, path.length - inFolder.length);
  return { file, text, down: { file: relative(cwd, join(folder, downFile)), text: downText } };
}
