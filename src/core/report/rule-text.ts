/** The page of a lint rule as text: what it finds, why that matters, what to do instead, and both sides as SQL. */

import type { OtherFinding } from "../lint/other-findings.ts";
import { docsAddress } from "../lint/postgres-docs.ts";
import type { Rule, RuleExample } from "../lint/rule.ts";
import { badge } from "./change-lines.ts";
import { inGlyphs } from "./glyphs.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

/** The page with a final line feed. */
export function ruleText(rule: Rule, style: TextStyle): string {
  const { palette, width } = style;
  const { id, docs, aliases, good, bad, group, level } = rule;
  const sections = [
    ...headLines(rule, style),
    ...exampleLines("found", bad, style),
    ...exampleLines("fine", good, style),
    ...(docs.length === 0 ? [] : ["", palette.strong("read more"), ...docs.map((page) => `  ${docsAddress(page)}`)]),
    ...(aliases.length === 0 ? [] : ["", palette.strong("elsewhere"), ...wrapText(`  ${aliases.join(", ")}`, width, "  ")]),
    "",
    ...wrapText(
      `${level} risk, ${group === "safety" ? "always on" : "on with --style"}; accept it with: -- lockstep: allow ${id} because REASON`,
      width,
      "  ",
    ),
  ];
  return `${sections.join("\n")}\n`;
}

/** The page of a finding without a rule, with a final line feed. */
export function otherFindingText(id: string, page: OtherFinding, style: TextStyle): string {
  return `${headLines({ id, ...page }, style).join("\n")}\n`;
}

function headLines(
  { id, level, summary, why, advice }: Pick<Rule, "id" | "level" | "summary" | "why" | "advice">,
  { palette, glyphs, width }: TextStyle,
): readonly string[] {
  const prose = (text: string, hang = "") => wrapText(inGlyphs(text, glyphs), width, hang);
  return [
    ...prose(`${palette.strong(id)}  ${badge(level, "", palette)}  ${summary}`, "  "),
    "",
    ...prose(why),
    "",
    ...prose(`${palette.faint("instead:")} ${advice}`, "  "),
  ];
}

function exampleLines(heading: string, examples: readonly RuleExample[], { palette, glyphs }: TextStyle): readonly string[] {
  return examples.flatMap(({ sql, file, before, major }) => [
    "",
    palette.strong(file === undefined ? heading : `${heading.replace(":", "")} in ${file}:`) +
      (major === undefined ? "" : ` (PostgreSQL ${major})`),
    ...(before === undefined ? [] : [palette.faint("  -- before"), ...indented(before)]),
    ...(before === undefined ? [] : [palette.faint("  -- the migration")]),
    ...indented(inGlyphs(sql, glyphs)),
  ]);
}

function indented(sql: string): readonly string[] {
  return sql.split("\n").map((line) => `  ${line}`.trimEnd());
}
