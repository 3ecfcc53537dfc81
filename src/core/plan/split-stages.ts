/**
 * A plan in stages: what one transaction can hold, then what must run statement by statement, and so on. A stage is what a
 * migration file holds.
 */

import type { Plan, PlannedStatement, TransactionGroup } from "./plan.ts";

/**
 * Stages in order; a plan without statements has none. A single statement joins those that stand alone around it unless `keepsApart` says no:
 * in a file of its own, a second run that is refused has changed nothing.
 */
export function splitStages(
  { groups }: Plan,
  keepsApart: (statement: PlannedStatement) => boolean = () => false,
): readonly Plan[] {
  const stages: { isShared: boolean; groups: TransactionGroup[] }[] = [];
  for (const [i, group] of groups.entries()) {
    const isShared = sharesTransaction(group);
    const last = stages.at(-1);
    const next = groups[i + 1];
    // a single statement among those that stand alone needs no transaction of its own, and no file
    const standsAlone =
      isShared && group.statements.length === 1 && !group.statements.some(keepsApart) && last?.isShared === false;
    const isLone = standsAlone && (next === undefined || !sharesTransaction(next));
    if (last !== undefined && (last.isShared === isShared || isLone)) last.groups.push(group);
    else stages.push({ isShared, groups: [group] });
  }
  return stages;
}

/** True where the whole of it can run as one transaction. */
export function isTransactional({ groups }: Plan): boolean {
  return groups.every(sharesTransaction);
}

function sharesTransaction({ transaction, statements }: TransactionGroup): boolean {
  return transaction && statements.every((statement) => statement.transaction === "any");
}
