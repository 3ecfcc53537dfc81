/** The library's `lint`: what migrations lock, cost and break, as `lockstep lint --format json` gives it. */

import type { LintOutcome } from "../workflows/lint.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** What is linted, and against what. */
export interface LintOptions extends LibraryOptions {
  /** Files and folders. Default: the migrations that are not yet applied. */
  readonly files?: readonly string[] | undefined;
  /** The database that they would run on: an environment or any other source. Default: none, the text alone. */
  readonly source?: string | undefined;
  /** PostgreSQL's major version where no source tells it. Default: 18. */
  readonly major?: number | undefined;
  /** Style rules too. Default: false. */
  readonly style?: boolean | undefined;
  /** Judge each file by what those before it leave. Default: false, each alone. */
  readonly sequence?: boolean | undefined;
}

/**
 * Lints. Reads only. A statement that does not parse is a finding.
 *
 * @throws AppError of configuration, secrets, connections, files
 */
export async function lint(options: LintOptions = {}): Promise<LintOutcome> {
  const { files = [], source = null, major = null, style = false, sequence = false } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/lint.ts");
    const today = new Date().toISOString().slice(0, 10);
    return workflow.lint({ files, source, major, style, sequence, today, version: null }, context);
  });
}
