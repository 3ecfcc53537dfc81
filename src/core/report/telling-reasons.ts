/** The reasons for a level that are worth telling beside the list of locks. */

import type { LintedStatement } from "../lint/linted-migration.ts";
import type { RiskReason } from "../risk/rating.ts";
import type { RiskLevel } from "../risk/risk-level.ts";

/** The reasons for a level; waits are left out where something else is said too, because the list of locks tells them. */
export function tellingReasons(
  level: RiskLevel,
  reasons: readonly RiskReason[],
  statements: readonly LintedStatement[],
): readonly string[] {
  const ofLevel = reasons.filter((reason) => reason.level === level).map(({ why }) => why);
  const waits = new Set(statements.flatMap(({ locks }) => locks.map(({ mode, relation }) => `${mode} on ${relation}`)));
  const isWait = (why: string) => waits.has(/^(.*?)(?: \(.*\))?: /.exec(why)?.[1] ?? "");
  const others = ofLevel.filter((why) => !isWait(why));
  return others.length === 0 ? ofLevel.slice(0, 1) : others;
}
