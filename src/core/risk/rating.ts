/**
 * How much care a statement takes, on axes of their own: a statement that nobody notices while it runs can still lose data. The level
 * is the highest of the axes, never their sum, and every axis says why.
 */

import { blocksReads, blocksWrites } from "./lock-mode.ts";
import { type RiskLevel, riskLevels } from "./risk-level.ts";
import type { QualifiedName } from "./schema-model.ts";
import type { FormUse, RelationLock, StatementEffects } from "./statement-effects.ts";
import { rateForm } from "./statement-form.ts";

/** What can go wrong: others wait, rows are lost, running code breaks, the statement fails on the data, replicas or the disk suffer. */
export const riskAxes = ["availability", "data", "compatibility", "failure", "replication"] as const;

/** One axis. */
export type RiskAxis = (typeof riskAxes)[number];

/** One thing that speaks for a level. */
export interface RiskReason {
  readonly axis: RiskAxis;
  readonly level: RiskLevel;
  /** One clause. */
  readonly why: string;
}

/** A level and what it rests on, the worst first. */
export interface Rating {
  readonly level: RiskLevel;
  readonly reasons: readonly RiskReason[];
}

/** Rates a statement; `isNew` tells relations that nobody else can use yet. */
export function rateStatement(effects: StatementEffects, isNew: (relation: QualifiedName) => boolean): Rating {
  const reasons: RiskReason[] = effects.uses.map((use) => formReason(use, isNew));
  for (const lock of effects.locks) {
    const reason = waitReason(lock, effects, isNew);
    if (reason !== null) reasons.push(reason);
  }
  for (const what of effects.unknown) reasons.push({ axis: "availability", level: "medium", why: `cannot tell ${what}` });
  return ratingOf(reasons);
}

/** The rating that reasons add up to; the same words count once. */
export function ratingOf(reasons: readonly RiskReason[]): Rating {
  const told = new Map<string, RiskReason>();
  for (const one of worstFirst)
    for (const reason of reasons) if (reason.level === one && !told.has(reason.why)) told.set(reason.why, reason);
  const sorted = [...told.values()];
  return { level: sorted[0]?.level ?? "low", reasons: sorted };
}

const worstFirst: readonly RiskLevel[] = [...riskLevels].reverse();

/** The highest level; low for none. */
export function highest(levels: readonly RiskLevel[]): RiskLevel {
  return riskLevels.findLast((level) => levels.includes(level)) ?? "low";
}

function formReason({ form, relation, because }: FormUse, isNew: (relation: QualifiedName) => boolean): RiskReason {
  const risk = rateForm(form);
  if (relation !== null && isNew(relation))
    return { axis: risk.axis, level: "low", why: `${relation} is new: nobody uses it yet` };
  const why = because === null ? risk.why : `${risk.why} (${because})`;
  return { axis: risk.axis, level: risk.level, why };
}

// A lock that makes others wait is short unless the same statement works on rows meanwhile.
function waitReason(
  lock: RelationLock,
  { costs }: StatementEffects,
  isNew: (relation: QualifiedName) => boolean,
): RiskReason | null {
  if (isNew(lock.relation) || !blocksWrites(lock.mode)) return null;
  const who = blocksReads(lock.mode) ? "reads and writes" : "writes";
  const via = lock.because === null ? "" : ` (${lock.because})`;
  const work = costs.find(({ relation }) => relation === lock.relation) ?? costs.find(({ relation }) => !isNew(relation));
  if (work === undefined)
    return {
      axis: "availability",
      level: "low",
      why: `${lock.mode} on ${lock.relation}${via}: ${who} wait for a moment, behind every open transaction there`,
    };
  return {
    axis: "availability",
    level: "medium",
    why: `${lock.mode} on ${lock.relation}${via}: ${who} wait while ${work.relation} ${meanwhile[work.cost]}`,
  };
}

const meanwhile = { rewrite: "is written anew", scan: "is read through", "index-build": "has an index built" } as const;
