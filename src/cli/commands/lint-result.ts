/** The outcome of a lint as a command's result, in every format. */

import type { LintedMigration } from "../../core/lint/linted-migration.ts";
import { lintAnnotations } from "../../core/report/lint-annotations.ts";
import { lintGitlab } from "../../core/report/lint-gitlab.ts";
import { lintJunit } from "../../core/report/lint-junit.ts";
import { lintMarkdown } from "../../core/report/lint-markdown.ts";
import { isTooMuch, type LintReport } from "../../core/report/lint-report.ts";
import { lintText } from "../../core/report/lint-text.ts";
import type { RiskLevel } from "../../core/risk/risk-level.ts";
import type { LintOutcome } from "../../workflows/lint.ts";
import type { CommandResult, Format } from "../command.ts";
import { version } from "../version.ts";

/** What `lint --format json` holds. Findings stand beside it, each with its file. */
export interface LintData {
  /** The database that the migrations were judged against; null from the text alone. */
  readonly source: string | null;
  /** PostgreSQL's major version. */
  readonly serverVersion: number;
  readonly migrations: readonly Omit<LintedMigration, "findings" | "excerpts">[];
}

/**
 * Exit 2 when a migration's risk or a finding is at or over the threshold (high). The rules themselves are loaded only where a format
 * shows them: a verdict that was kept from last time needs none.
 */
export async function lintResult(
  outcome: LintOutcome,
  { failOn, formats }: { readonly failOn: RiskLevel | null; readonly formats: ReadonlySet<Format> },
): Promise<CommandResult> {
  const { migrations, major, source, remarks } = outcome;
  const report: LintReport = { migrations, major, source, threshold: failOn ?? "high", remarks };
  return {
    exitCode: isTooMuch(report) ? 2 : 0,
    // what was kept from last time is read only where a format shows it
    get data() {
      return dataOf(outcome);
    },
    get findings() {
      return outcome.findings;
    },
    text: (style) => lintText(report, style),
    markdown: () => lintMarkdown(report),
    github: () => lintAnnotations(report),
    ...(formats.has("sarif") ? { sarif: await sarifOf(report) } : {}),
    junit: () => lintJunit(report),
    gitlab: () => lintGitlab(report),
  };
}

function dataOf({ source, major, migrations }: LintOutcome): LintData {
  return {
    source,
    serverVersion: major,
    migrations: migrations.map(({ file, risk, reasons, statements, accepted }) => ({
      file,
      risk,
      reasons,
      statements,
      accepted,
    })),
  };
}

async function sarifOf(report: LintReport): Promise<() => string> {
  const [{ lintSarif }, { rules }] = await Promise.all([
    import("../../core/report/lint-sarif.ts"),
    import("../../core/lint/rules/registry.ts"),
  ]);
  return () => lintSarif(report, { version, rules });
}
