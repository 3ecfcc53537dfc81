/** Text inside Markdown: names from a database must neither format the page nor mention people nor open HTML. */

import { printable } from "./printable.ts";

/** Plain text for a paragraph or a table cell. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll(/[\\`*_{}[\]#|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u2060"); // a word joiner keeps GitHub from notifying somebody called so
}

/** Prose of ours that may quote code between backticks; around them it is plain text. */
export function markdownProse(text: string): string {
  return text.replace(/`([^`]+)`|[^`]+|`/g, (part, code: string | undefined) =>
    code === undefined ? markdownText(part) : markdownCode(code),
  );
}

/** Code in a line, also with backticks in it; a pipe would end a table cell. */
export function markdownCode(text: string): string {
  const clean = printable(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${clean}\`` : `${fence} ${clean} ${fence}`;
}

/** A fenced block that its content cannot leave. */
export function markdownBlock(lines: readonly string[], language: string): readonly string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [fence + language, ...lines, fence];
}
