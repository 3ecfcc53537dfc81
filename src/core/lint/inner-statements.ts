/**
 * Statements that run inside others: in the body of a DO block or of a function that the migration calls, in CREATE SCHEMA. Rules that
 * look at parse trees look at these as at any other; their effects are part of the outer statement's, and none are left here.
 */

import { oncePer } from "../once-per.ts";
import type { StatementEffects } from "../risk/statement-effects.ts";
import { isFields, type SqlTree } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { madeBy } from "./objects-in-tree.ts";

/** The migration with the statements inside its statements, each after the one that runs it and at its place. */
export const withInner = oncePer((migration: JudgedMigration): JudgedMigration => {
  const { statements, rollback } = migration;
  if (![...statements, ...(rollback ?? [])].some(hasInner)) return migration;
  const all = (outer: readonly JudgedStatement[]) => outer.flatMap((one) => [one, ...innerOf(one, migration)]);
  return { ...migration, statements: all(statements), rollback: rollback === null ? null : all(rollback) };
});

function hasInner({ effects }: JudgedStatement): boolean {
  return effects.inner.length > 0;
}

const noEffects: StatementEffects = { uses: [], locks: [], costs: [], transaction: "either", unknown: [], inner: [] };

function innerOf(statement: JudgedStatement, migration: JudgedMigration): readonly JudgedStatement[] {
  const made = new Set(statement.made);
  // whoever looks for changes of rows finds those in WITH by itself
  const own = statement.node === "CreateSchemaStmt" ? new Set<SqlTree>() : new Set(partsOf(statement.fields));
  return statement.effects.inner
    .filter((tree) => !own.has(tree))
    .flatMap((tree) => {
      const [node = "", fields] = Object.entries(tree)[0] ?? [];
      if (!isFields(fields)) return [];
      const inner = { ...statement, node, fields, effects: noEffects, made: new Set(made) };
      for (const { name } of madeBy(inner, migration)) made.add(name);
      return [inner];
    });
}

function* partsOf(tree: SqlTree): Generator<SqlTree> {
  yield tree;
  const parts = Array.isArray(tree) ? tree : isFields(tree) ? Object.values(tree) : [];
  for (const part of parts) yield* partsOf(part);
}
