/**
 * docs/rules.md as text, made from the registry of rules: what is documented is what is checked, and every example is a test.
 * test/architecture compares the file with it.
 */

import { otherFindings } from "../src/core/lint/other-findings.ts";
import { docsAddress } from "../src/core/lint/postgres-docs.ts";
import type { Rule, RuleExample } from "../src/core/lint/rule.ts";
import { rules } from "../src/core/lint/rules/registry.ts";
import { markdownProse, markdownText } from "../src/core/report/markdown-text.ts";

/** The page with a final line feed. */
export function rulesPage(): string {
  const safety = rules.filter(({ group }) => group === "safety");
  const style = rules.filter(({ group }) => group === "style");
  return `${[
    "# What lint finds",
    "",
    "<!-- Made by `npm run rules`; do not edit. -->",
    "",
    "`lockstep lint` judges every statement of a migration: which relations it locks how, what it costs, and how much care it takes. Beyond",
    "that it looks for what is known to go wrong. `lockstep explain RULE` shows each of these pages offline, also under the name that another",
    "linter has for the rule. A finding that is all right where it stands is accepted by a comment right above its statement, or anywhere",
    "else for the whole file:",
    "",
    "```sql",
    "-- lockstep: allow index-without-concurrently because the table has forty rows until 2027-01-01",
    "```",
    "",
    "Comments of squawk, eugene, pgfence, migrationpilot and atlas are understood.",
    "",
    "| rule | level | finds |",
    "|---|---|---|",
    ...[...safety, ...style].map(({ id, level, summary }) => `| [${id}](#${id}) | ${level} | ${markdownText(summary)} |`),
    "",
    "## Safety",
    "",
    ...safety.flatMap(ruleSection),
    ...(style.length === 0 ? [] : ["## Style", "", "Off unless `--style` asks for them.", "", ...style.flatMap(ruleSection)]),
    "## Without a rule",
    "",
    "These are about the file as such, about comments in it, or about the database that `--env` names. No comment accepts them.",
    "",
    "| finding | level | what it is | instead |",
    "|---|---|---|---|",
    ...Object.entries(otherFindings).map(
      ([id, { level, summary, why, advice }]) =>
        `| ${id} | ${level} | ${markdownText(summary)}. ${markdownProse(why)} | ${markdownProse(advice)} |`,
    ),
  ].join("\n")}\n`;
}

function ruleSection({ id, level, summary, why, advice, bad, good, docs, aliases }: Rule): readonly string[] {
  const pages = docs.map((page) => `[${page}](${docsAddress(page)})`);
  return [
    `### ${id}`,
    "",
    `**${level}**: ${markdownText(summary)}.`,
    "",
    markdownProse(why),
    "",
    `Instead: ${markdownProse(advice)}`,
    "",
    ...bad.flatMap((example) => exampleBlock("Found:", example)),
    ...good.flatMap((example) => exampleBlock("Fine:", example)),
    ...(pages.length === 0 ? [] : [`PostgreSQL: ${pages.join(", ")}.`, ""]),
    ...(aliases.length === 0 ? [] : [`Elsewhere: ${aliases.map((alias) => `\`${alias}\``).join(", ")}.`, ""]),
  ];
}

function exampleBlock(heading: string, { sql, file, before, major, runnerSetsTimeouts = true }: RuleExample): readonly string[] {
  const context = before === undefined ? [] : ["-- before", before, "", "-- the migration"];
  const where = `${file === undefined ? "" : ` in ${file}`}${runnerSetsTimeouts ? "" : ", under a runner that sets no timeouts"}`;
  return [
    `${heading.replace(":", "")}${where}:${major === undefined ? "" : ` (PostgreSQL ${major})`}`,
    "",
    "```sql",
    ...context,
    sql,
    "```",
    "",
  ];
}
