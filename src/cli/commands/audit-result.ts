/** The outcome of an audit as a command's result; `audit`, `diff` and `demo` share it. */

import type { Finding } from "../../core/finding.ts";
import type { ParityReport } from "../../core/parity/parity-report.ts";
import { auditAnnotations } from "../../core/report/audit-annotations.ts";
import { auditMarkdown } from "../../core/report/audit-markdown.ts";
import { auditText, type ReportPurpose } from "../../core/report/audit-text.ts";
import { unfoldedChanges } from "../../core/report/change-tree.ts";
import { verdict } from "../../core/report/verdict.ts";
import { type RiskLevel, riskLevels } from "../../core/risk/risk-level.ts";
import type { CommandResult } from "../command.ts";

/**
 * Exit 2 on drift, when something could not be seen for want of rights, or on findings at or over the threshold (high).
 * With a threshold, differences below it are shown and do not count.
 */
export function auditResult(
  pairs: readonly ParityReport[],
  findings: readonly Finding[],
  failOn: RiskLevel | null,
  purpose: ReportPurpose = "audit",
): CommandResult {
  const isOver = (level: RiskLevel, threshold: RiskLevel) => riskLevels.indexOf(level) >= riskLevels.indexOf(threshold);
  const isNo =
    pairs.some((pair) => answersNo(pair, failOn === null ? () => true : (level) => isOver(level, failOn))) ||
    findings.some((finding) => isOver(finding.level, failOn ?? "high"));
  const [only] = pairs;
  return {
    exitCode: isNo ? 2 : 0,
    data: pairs.length === 1 ? only : { pairs },
    findings,
    text: (style) => auditText(pairs, findings, style, purpose),
    markdown: () => auditMarkdown(pairs, findings),
    github: () => auditAnnotations(pairs, findings),
  };
}

function answersNo(pair: ParityReport, counts: (level: RiskLevel) => boolean): boolean {
  if (pair.notCompared.some((gap) => gap.forWantOfRights === true)) return true;
  if (verdict(pair).status !== "drift") return false;
  if (pair.parity.some((check) => check.status === "differs")) return true;
  return pair.changes.length === 0 || unfoldedChanges(pair.changes).some((change) => counts(change.risk));
}
