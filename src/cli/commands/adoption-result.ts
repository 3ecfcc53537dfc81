/** What baseline, import, identify, amend and repair have to say, as a command's result. */

import type { AdoptionReport } from "../../core/report/adoption-text.ts";
import type { CommandResult } from "../command.ts";

/** Exit 2 where something was found that needs somebody before the next step. */
export async function adoptionResult(data: unknown, report: AdoptionReport): Promise<CommandResult> {
  const { adoptionText, adoptionMarkdown } = await import("../../core/report/adoption-text.ts");
  return {
    exitCode: report.findings.some(({ level }) => level === "high") ? 2 : 0,
    data,
    findings: report.findings,
    text: (style) => adoptionText(report, style),
    markdown: () => adoptionMarkdown(report),
  };
}
