/**
 * The clauses of every ALTER TABLE of a migration, those inside DO blocks too, each with what it does and, where it stands in the file
 * itself, its text: rules take the wording of a safe form from there.
 */

import { oncePer } from "../once-per.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import type { FormUse } from "../risk/statement-effects.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { fieldsOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../sql/sql-tree.ts";
import { clauseTexts } from "./clause-texts.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { elementsOf, relationOf } from "./names-in-tree.ts";

/** A clause on a table that was there before. */
export interface AlterClause {
  /** The statement of the file; its effects are those of all its clauses. */
  readonly statement: JudgedStatement;
  readonly table: QualifiedName;
  /** `AT_AddColumn`. */
  readonly subtype: string;
  /** The fields of `AlterTableCmd`. */
  readonly fields: SqlFields;
  /** `ADD COLUMN email text`; null inside a body. Cut out when asked for: few clauses have anything to advise. */
  readonly wording: () => string | null;
}

/** The clauses of those sorts, in order. */
export function* alterClausesIn(migration: JudgedMigration, ...subtypes: readonly string[]): Generator<AlterClause> {
  for (const clause of clausesOf(migration)) if (subtypes.includes(clause.subtype)) yield clause;
}

const clausesOf = oncePer((migration: JudgedMigration): readonly AlterClause[] =>
  migration.statements.flatMap((statement) => [...clausesIn(statement, migration)]),
);

function* clausesIn(statement: JudgedStatement, migration: JudgedMigration): Generator<AlterClause> {
  const own = { [statement.node]: statement.fields };
  for (const tree of [own, ...statement.effects.inner]) {
    const fields = nodeOf(tree, "AlterTableStmt");
    if (fields === null) continue;
    const table = relationOf(migration, fieldsOf(fields.relation));
    if (statement.made.has(table)) continue;
    const clauses = elementsOf(fields.cmds, "AlterTableCmd");
    for (const [at, clause] of clauses.entries())
      yield {
        statement,
        table,
        subtype: textOf(clause.subtype) ?? "",
        fields: clause,
        wording: () => {
          const texts = tree === own ? clauseTexts(statement.sql) : [];
          return texts.length === clauses.length ? (texts[at] ?? null) : null;
        },
      };
  }
}

/** What the clause was read as: the use of one of the forms on its table, and on that part where it is given. */
export function useOf(
  { statement, table }: Pick<AlterClause, "statement" | "table">,
  part: string | null | undefined,
  ...forms: readonly StatementForm[]
): FormUse | null {
  const isIt = (use: FormUse) => forms.includes(use.form) && use.relation === table && (part === undefined || use.part === part);
  return statement.effects.uses.find(isIt) ?? null;
}

/** An ADD COLUMN. */
export interface AddedColumn extends AlterClause {
  /** Unquoted. */
  readonly column: string;
  /** The fields of its `ColumnDef`. */
  readonly definition: SqlFields;
  /** The fields of the `Constraint`s that stand at it. */
  readonly constraints: readonly SqlFields[];
}

/** Every column that is added to a table that was there before. */
export function* addedColumnsIn(migration: JudgedMigration): Generator<AddedColumn> {
  for (const clause of alterClausesIn(migration, "AT_AddColumn")) {
    const definition = nodeOf(clause.fields.def, "ColumnDef");
    const column = textOf(definition?.colname);
    if (definition === null || column === null) continue;
    yield { ...clause, column, definition, constraints: elementsOf(definition.constraints, "Constraint") };
  }
}

/** An ADD of a constraint. */
export interface AddedConstraint extends AlterClause {
  /** Unquoted; null where the server will choose it. */
  readonly name: string | null;
  /** The fields of its `Constraint`. */
  readonly constraint: SqlFields;
}

/** Every constraint of these sorts (`CONSTR_CHECK`) that is added as such to a table that was there before. */
export function* addedConstraintsIn(migration: JudgedMigration, ...sorts: readonly string[]): Generator<AddedConstraint> {
  for (const clause of alterClausesIn(migration, "AT_AddConstraint")) {
    const constraint = nodeOf(clause.fields.def, "Constraint");
    if (constraint === null || !sorts.includes(textOf(constraint.contype) ?? "")) continue;
    yield { ...clause, name: textOf(constraint.conname), constraint };
  }
}

/** The expression that existing rows get: of DEFAULT or GENERATED. */
export function rowValueOf(constraints: readonly SqlFields[]): SqlTree | undefined {
  return constraints.find(({ contype }) => contype === "CONSTR_DEFAULT" || contype === "CONSTR_GENERATED")?.raw_expr;
}
