/** The linter at work on texts: everything heavy of it is behind this door. */

import type { MigrationText } from "../core/lint/judge-migration.ts";
import { lintEach } from "../core/lint/lint-all.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import { rules } from "../core/lint/rules/registry.ts";
import { modelOfText } from "../core/risk/schema-model.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { TextPolicy } from "./lint-texts.ts";

/** Judges texts, knowing no database; each when it is asked for. */
export async function judgeTexts(
  texts: readonly MigrationText[],
  { major, style, today, sequence }: Omit<TextPolicy, "version">,
): Promise<Iterable<LintedMigration>> {
  await loadParser();
  const model = modelOfText(major);
  const chosen = rules.filter(({ group }) => group === "safety" || style);
  const policy = { major, isLive: false, runnerSetsTimeouts: true, today, rules: chosen };
  return lintEach(texts, model, policy, { sequence });
}
