/** Tables that a migration alters and did not make: how many there are tells a change from a major refactor. */

import type { QualifiedName } from "../risk/schema-model.ts";
import type { JudgedStatement } from "./judged-migration.ts";

/** How many existing tables a migration may alter before it counts as a major refactor. */
export const refactorTables = 5;

/** The tables, in the order in which they are altered first. */
export function alteredTables(statements: readonly JudgedStatement[]): readonly QualifiedName[] {
  const altered = new Set(
    statements.flatMap(({ effects, made }) =>
      effects.uses.flatMap(({ relation, form }) =>
        relation === null || made.has(relation) || !/^(alter|add|drop|set|rename|change|repartition)/.test(form)
          ? []
          : [relation],
      ),
    ),
  );
  return [...altered];
}
