/** What a verification found, as text and as Markdown. */

import type { Finding } from "../finding.ts";
import type { ParityReport } from "../parity/parity-report.ts";
import { auditMarkdown } from "./audit-markdown.ts";
import { auditText } from "./audit-text.ts";
import { findingLines } from "./finding-lines.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

/** What is shown. */
export interface VerifyReport {
  readonly environment: string;
  readonly holds: boolean;
  readonly basis: "fingerprint" | "replay";
  readonly recorded: { readonly seq: number; readonly at: string } | null;
  readonly why: string | null;
  readonly report: ParityReport | null;
  readonly findings: readonly Finding[];
}

/** The report for a terminal. */
export function verifyText(report: VerifyReport, style: TextStyle): string {
  const { palette, glyphs, width, isQuiet } = style;
  const sign = report.holds ? palette.good(glyphs.good) : palette.bad(glyphs.bad);
  const head = wrapText(`${sign} ${printable(headOf(report))}`, width, "  ").map((line) => `${line}\n`);
  if (isQuiet) return head.join("");
  const problems = report.report !== null && !report.holds ? [] : findingLines(report.findings, style).map((line) => `${line}\n`);
  const differences =
    report.report === null || report.holds ? "" : `\n${auditText([report.report], report.findings, style, "diff")}`;
  return head.join("") + differences + problems.join("");
}

/** The report for a summary. */
export function verifyMarkdown(report: VerifyReport): string {
  const head = `**${headOf(report)}**\n`;
  return report.report === null || report.holds ? head : `${head}\n${auditMarkdown([report.report], report.findings)}`;
}

function headOf({ environment, holds, basis, recorded, why }: VerifyReport): string {
  if (why !== null) return `${environment} is not what it must be. ${why}`;
  if (!holds) return `${environment} is not what its journal says it must be.`;
  if (basis === "fingerprint" && recorded !== null)
    return `${environment} is as its journal recorded it: event #${recorded.seq} of ${recorded.at.slice(0, 10)}.`;
  return `${environment} is what the migrations of its journal make.`;
}
