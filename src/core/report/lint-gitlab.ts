/**
 * Findings as GitLab's code quality report, which a merge request shows beside the changed lines
 * (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
 */

import type { RiskLevel } from "../risk/risk-level.ts";
import { artifactPath, fingerprintFindings } from "./lint-fingerprint.ts";
import type { LintReport } from "./lint-report.ts";

const severities: Readonly<Record<RiskLevel, string>> = { high: "critical", medium: "major", low: "minor" };

/** The report as JSON text with a final line feed. What belongs to no file has no place in it. */
export function lintGitlab({ migrations }: Pick<LintReport, "migrations">): string {
  const issues = migrations.flatMap((migration) =>
    [...fingerprintFindings(migration, migration.findings)].map(([finding, fingerprint]) => ({
      description: finding.fix === undefined ? finding.message : `${finding.message}. Fix: ${finding.fix}`,
      check_name: finding.rule,
      fingerprint,
      severity: severities[finding.level],
      location: { path: artifactPath(finding.file ?? migration.file), lines: { begin: finding.line ?? 1 } },
    })),
  );
  return `${JSON.stringify(issues, null, 2)}\n`;
}
