/** CREATE INDEX on tables that were there before, in the file itself and inside DO blocks. */

import type { QualifiedName } from "../risk/schema-model.ts";
import { fieldsOf, nodeOf, type SqlFields } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { relationOf } from "./names-in-tree.ts";

/** An index that is built. */
export interface BuiltIndex {
  readonly statement: JudgedStatement;
  readonly table: QualifiedName;
  /** `ON ONLY`: of a partitioned table nothing is built. */
  readonly isOnly: boolean;
  /** The fields of its `IndexStmt`. */
  readonly fields: SqlFields;
}

/** The indexes, in order; not those that IF NOT EXISTS finds. */
export function* builtIndexesIn(migration: JudgedMigration): Generator<BuiltIndex> {
  for (const statement of migration.statements)
    for (const tree of [{ [statement.node]: statement.fields }, ...statement.effects.inner]) {
      const fields = nodeOf(tree, "IndexStmt");
      if (fields === null) continue;
      const rangeVar = fieldsOf(fields.relation);
      const table = relationOf(migration, rangeVar);
      const isThere = (because: string | null) => because?.endsWith("is there already") === true;
      const use = statement.effects.uses.find(({ form, relation }) => form.startsWith("create-index") && relation === table);
      if (use === undefined || isThere(use.because) || statement.made.has(table)) continue;
      yield { statement, table, isOnly: rangeVar.inh !== true, fields };
    }
}
