/** What bringing one difference over costs at least: each fact's statement form rated, the worst one speaks. */

import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Change, FactChange } from "../diff/change.ts";
import type { AnyKind } from "../kinds/define-kind.ts";
import { kinds } from "../kinds/registry.ts";
import { type RiskLevel, riskLevels } from "../risk/risk-level.ts";
import { rateForm, type StatementForm } from "../risk/statement-form.ts";

const kindsByName = new Map<ObjectKind, AnyKind>(kinds.map((kind) => [kind.kind, kind]));

/** The level and one clause that says why. */
export interface ChangeRisk {
  readonly level: RiskLevel;
  readonly why: string;
}

/** Rates a change from → to. */
export function rateChange(change: Change): ChangeRisk {
  const forms = statementFormsOf(change).map(rateForm);
  const [worst] = forms.sort((a, b) => riskLevels.indexOf(b.level) - riskLevels.indexOf(a.level));
  return worst === undefined ? { level: "low", why: "" } : { level: worst.level, why: worst.why };
}

function statementFormsOf(change: Change): StatementForm[] {
  const kind = kindsByName.get(change.kind);
  if (kind === undefined) return [];
  switch (change.change) {
    case "add":
      return [kind.add(change.object.facts)];
    case "remove":
      return [kind.remove(change.object.facts)];
    case "rename":
      return ["rename", ...change.facts.map((fact) => formOf(kind, fact))];
    case "alter":
      return change.facts.map((fact) => formOf(kind, fact));
  }
}

function formOf(kind: AnyKind, { fact, from, to }: FactChange): StatementForm {
  if (fact === "owner") return "change-owner";
  if (fact === "position") return "rewrite-table";
  const meaning = kind.changes[fact];
  return meaning?.formFor?.(to, from) ?? meaning?.form ?? "alter-object";
}
