/** A notice for the summary page of a run on GitHub. */

import { markdownCode, markdownText } from "./markdown-text.ts";
import type { NoticeForm } from "./notice-form.ts";

/** The section, with blank lines around it: the page belongs to others too. */
export function noticeMarkdown({ headline, lines, facts, actions }: NoticeForm): string {
  const rows = facts.map(({ label, value }) => `| ${markdownText(label)} | ${markdownText(value)} |`);
  const parts = [
    `### ${markdownText(headline)}`,
    ...lines.map(markdownText),
    ...(rows.length === 0 ? [] : [["| | |", "| --- | --- |", ...rows].join("\n")]),
    ...(actions.length === 0
      ? []
      : [actions.map(({ label, text }) => `- ${markdownText(label)}: ${markdownCode(text)}`).join("\n")]),
  ];
  return `\n${parts.join("\n\n")}\n\n`;
}
