/** `-- Safe to run:` of a planned migration: what its worst statement is, in the three steps that people plan by. */

import { kindOf, type ObjectId } from "../catalog/object-id.ts";
import type { PlannedStatement } from "../plan/plan.ts";
import type { HazardKind } from "../risk/hazard.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { riskLevels } from "../risk/risk-level.ts";
import { rateForm, type StatementForm } from "../risk/statement-form.ts";

const words: Readonly<Record<RiskLevel, string>> = { low: "YES", medium: "WITH CARE", high: "WINDOW ONLY" };

/** What a hazard makes of a statement whose form alone would be harmless. */
const hazardLevels: Readonly<Record<HazardKind, RiskLevel>> = {
  "deletes-data": "high",
  irreversible: "high",
  "rewrites-table": "medium",
  "blocks-reads": "medium",
  "blocks-writes": "medium",
  "scans-table": "low",
  "breaks-old-code": "medium",
  "needs-privilege": "low",
  "may-fail": "medium",
};

/** `YES (additive only)`, `WITH CARE (reason)` or `WINDOW ONLY (reason)`. */
export function safetyLine(statements: readonly PlannedStatement[]): string {
  const made = new Set(statements.filter(({ form }) => form === "create-table").map(({ change }) => change));
  const rated = statements.map((statement) => ({ statement, level: levelOf(statement, made) }));
  const level = riskLevels.findLast((one) => rated.some((each) => each.level === one)) ?? "low";
  const worst = rated.filter((each) => each.level === level).map(({ statement }) => statement);
  if (level === "low" && worst.every(({ form }) => isAdditive(form))) return "YES (additive only)";
  const [first] = level === "low" ? worst.filter(({ form }) => !isAdditive(form)) : worst;
  const told = new Set(worst.flatMap(({ hazards }) => hazards.filter(({ hazard }) => hazardLevels[hazard] === level)));
  const details = [...new Set([...told].map(({ hazard, detail }) => `${hazard}: ${detail}`))];
  const more = details.length > 2 ? [`${details.length - 2} more`] : [];
  const reasons = [
    first === undefined ? "" : rateForm(first.form).why,
    ...(level === "low" ? [] : [...details.slice(0, 2), ...more]),
  ];
  return `${words[level]} (${reasons.join("; ")})`;
}

// Nobody uses a table that the same migration makes.
function levelOf({ form, relation, hazards }: PlannedStatement, made: ReadonlySet<ObjectId>): RiskLevel {
  if (relation !== null && kindOf(relation) === "table" && made.has(relation)) return "low";
  const levels = new Set([rateForm(form).level, ...hazards.map(({ hazard }) => hazardLevels[hazard])]);
  return riskLevels.findLast((level) => levels.has(level)) ?? "low";
}

function isAdditive(form: StatementForm): boolean {
  return /^(create|add|set-default|grant$|comment$|attach|validate|check-rows|fill-column)/.test(form);
}
