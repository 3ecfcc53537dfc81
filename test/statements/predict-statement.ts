/** What the linter says of a migration's statements: the strongest lock and the costs of each relation over all of them. */

import { type Cost, costs as costOrder } from "../../src/core/risk/forms/form.ts";
import { interpretStatement } from "../../src/core/risk/interpret-statement.ts";
import type { LockMode } from "../../src/core/risk/lock-mode.ts";
import { lockModes } from "../../src/core/risk/lock-mode.ts";
import { SchemaDraft } from "../../src/core/risk/schema-draft.ts";
import type { SchemaModel } from "../../src/core/risk/schema-model.ts";
import { parseSql } from "../../src/core/sql/parse-sql.ts";
import type { Observation } from "../../src/postgres/observe-statements.ts";

/** A prediction, in the shape of what is observed; `words` are what stays unknown. */
export function predictStatement(sql: string, model: SchemaModel): Observation {
  const draft = new SchemaDraft(model);
  const locks = new Map<string, LockMode>();
  const costs = new Map<string, Set<Cost>>();
  const words: string[] = [];
  const existed = (name: string) => !model.isComplete || model.relations.has(name);
  for (const { tree } of parseSql(sql)) {
    // a relation that was renamed meanwhile is still the one that was there before
    const names = draft.namesBefore();
    const effects = interpretStatement(tree, draft);
    words.push(...effects.unknown);
    for (const { relation: now, mode } of effects.locks) {
      const relation = names.get(now) ?? now;
      const before = locks.get(relation);
      if (existed(relation) && (before === undefined || lockModes.indexOf(mode) > lockModes.indexOf(before)))
        locks.set(relation, mode);
    }
    for (const { relation: now, cost } of effects.costs) {
      const relation = names.get(now) ?? now;
      if (existed(relation)) costs.set(relation, (costs.get(relation) ?? new Set()).add(cost));
    }
  }
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    locks: Object.fromEntries(sorted(locks)),
    costs: Object.fromEntries(
      sorted(costs).map(([name, found]) => [
        name,
        found.has("rewrite") ? ["rewrite"] : costOrder.filter((cost) => found.has(cost)),
      ]),
    ),
    words,
  };
}
