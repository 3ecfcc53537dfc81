/** Reads a migration's text against a schema: each statement's locks, costs and risk, and the migration's own. */

import { fileRole } from "../migration/file-role.ts";
import { type MigrationScript, type MigrationStatement, readMigration } from "../migration/read-migration.ts";
import { interpretStatement } from "../risk/interpret-statement.ts";
import { type RiskReason, rateStatement, ratingOf } from "../risk/rating.ts";
import { SchemaDraft } from "../risk/schema-draft.ts";
import type { SchemaModel } from "../risk/schema-model.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { fieldsOf, isFields, treeOf } from "../sql/sql-tree.ts";
import { alteredTables, refactorTables } from "./altered-tables.ts";
import type { JudgedMigration, JudgedStatement, UnparsedStatement } from "./judged-migration.ts";

/** A migration as text. */
export interface MigrationText {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
  /** The sibling that undoes it. */
  readonly down: { readonly file: string; readonly text: string } | null;
}

/** Judges a migration alone; the parser must be loaded. */
export function judgeMigration({ file, text, down }: MigrationText, model: SchemaModel): JudgedMigration {
  const read = readMigration(file, text, down);
  const role = fileRole(file);
  // whatever a hook says of itself, it runs in one
  const script: MigrationScript = role === "hook" ? { ...read, transaction: "one" } : read;
  const draft = new SchemaDraft(model);
  const { statements, unparsed } = judgeStatements(script.statements, draft);
  const rollback = judgeRollback(script, draft);
  const reasons = statements.flatMap(({ rating }) => rating.reasons);
  return {
    file,
    role,
    text,
    down,
    script,
    statements,
    unparsed,
    rollback: rollback?.statements ?? null,
    unparsedRollback: rollback?.unparsed ?? [],
    after: draft,
    rating: ratingOf([...reasons, ...refactor(statements)]),
  };
}

interface Judged {
  readonly statements: readonly JudgedStatement[];
  readonly unparsed: readonly UnparsedStatement[];
}

// The draft of the migration stays as the migration leaves it: going back is judged on a copy.
function judgeRollback({ rollback }: MigrationScript, draft: SchemaDraft): Judged | null {
  return rollback === null ? null : judgeStatements(rollback, draft.copy());
}

function judgeStatements(statements: readonly MigrationStatement[], draft: SchemaDraft): Judged {
  const judged: JudgedStatement[] = [];
  const unparsed: UnparsedStatement[] = [];
  for (const { sql, line, column } of statements) {
    const outcome = tryParseSql(sql);
    if (!outcome.ok) {
      const { problem } = outcome;
      const at = problem.line === 1 ? column + problem.column - 1 : problem.column;
      unparsed.push({ message: problem.message, line: line + problem.line - 1, column: at });
      continue;
    }
    for (const { tree } of outcome.statements) {
      const [node = "", fields] = Object.entries(fieldsOf(treeOf(tree)))[0] ?? [];
      const newBefore = draft.newRelations();
      const namesBefore = draft.namesBefore();
      const effects = interpretStatement(tree, draft);
      // a body may make a table and then use it
      const made = effects.inner.length === 0 ? newBefore : draft.newRelations();
      const rating = rateStatement(effects, (relation) => made.has(relation));
      judged.push({ sql, line, column, node, fields: isFields(fields) ? fields : {}, effects, rating, made, namesBefore });
    }
  }
  return { statements: judged, unparsed };
}

function refactor(statements: readonly JudgedStatement[]): readonly RiskReason[] {
  const altered = alteredTables(statements).length;
  if (altered <= refactorTables) return [];
  return [{ axis: "compatibility", level: "high", why: `alters ${altered} existing tables at once: a major refactor` }];
}
