/** An audit of one or several neighbouring pairs as text; with several, an overview stands before the details. */

import type { Finding } from "../finding.ts";
import type { ParityReport } from "../parity/parity-report.ts";
import { shellWord } from "../shell-word.ts";
import { findingLines } from "./finding-lines.ts";
import { parityText, verdictLines } from "./parity-text.ts";
import type { TextStyle } from "./text-style.ts";
import { verdict } from "./verdict.ts";

/** What the reader came for: it decides which command helps next. */
export type ReportPurpose = "audit" | "diff";

/** The audit with a final line feed. Pairs that are in sync are named in the overview only. */
export function auditText(
  pairs: readonly ParityReport[],
  findings: readonly Finding[],
  style: TextStyle,
  purpose: ReportPurpose = "audit",
): string {
  const nextOf = (pair: ParityReport) => (purpose === "audit" ? nextCommand(pair) : null);
  const problems = findings.length === 0 || style.isQuiet ? "" : `\n${findingLines(findings, style).join("\n")}\n`;
  const [first] = pairs;
  if (pairs.length === 1 && first !== undefined) return parityText(first, nextOf(first), style) + problems;
  const overview = `${pairs.flatMap((pair) => verdictLines(pair, style)).join("\n")}\n`;
  if (style.isQuiet) return overview;
  const details = pairs.filter((pair) => style.isVerbose || verdict(pair).status !== "in-sync" || pair.notCompared.length > 0);
  const rule = style.palette.faint((style.glyphs.ellipsis === "…" ? "─" : "-").repeat(Math.min(style.width, 100)));
  return overview + details.map((pair) => `\n${rule}\n${parityText(pair, nextOf(pair), style)}`).join("") + problems;
}

// What helps most after this verdict; every word of it can be typed.
function nextCommand(report: ParityReport): string | null {
  // a source given as a URL is shown without its user and password, which no command takes
  if ([report.source, report.target].some(({ name, connection }) => connection !== null && name.includes("/"))) return null;
  const [source, target] = [shellWord(report.source.name), shellWord(report.target.name)];
  switch (verdict(report).status) {
    case "in-sync":
      // rows are what remains to be compared, where both sides can have any
      return report.source.connection === null || report.target.connection === null
        ? null
        : `lockstep counts ${source} ${target}`;
    case "unseen":
      return "lockstep doctor";
    case "drift":
      return report.changes.length === 0 ? `lockstep audit ${source} ${target} --verbose` : `lockstep diff ${target} ${source}`;
  }
}
