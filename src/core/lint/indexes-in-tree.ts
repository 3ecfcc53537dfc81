/** Indexes that a migration makes, those of constraints too, as far as one can stand for another. */

import { oncePer } from "../once-per.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import { fieldsOf, formatTree, namesOf, textOf } from "../sql/sql-tree.ts";
import { constraintsIn } from "./columns-in-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { besideRelation, elementsOf, withoutPlaces } from "./names-in-tree.ts";
import { droppedBy, madeBy } from "./objects-in-tree.ts";

/** An index. */
export interface MadeIndex {
  readonly table: QualifiedName;
  /** Qualified; null for one whose name the server chooses. */
  readonly name: QualifiedName | null;
  /** Unquoted key columns in order; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** Key elements with order and operator class, for comparing; spelled when asked for. */
  readonly elements: () => readonly string[];
  /** Included columns, for comparing. */
  readonly included: readonly string[];
  readonly predicate: string | null;
  readonly method: string;
  readonly isUnique: boolean;
  readonly isOfConstraint: boolean;
  readonly statement: JudgedStatement;
}

/** Every index that is there at the end of the migration and was made by it, by table. */
export const indexesByTable = oncePer((migration: JudgedMigration): ReadonlyMap<QualifiedName, readonly MadeIndex[]> => {
  const tables = new Map<QualifiedName, MadeIndex[]>();
  for (const index of indexesMadeIn(migration)) {
    const of = tables.get(index.table);
    if (of === undefined) tables.set(index.table, [index]);
    else of.push(index);
  }
  return tables;
});

function indexesMadeIn(migration: JudgedMigration): readonly MadeIndex[] {
  const dropped = new Set(
    migration.statements.flatMap((statement) =>
      droppedBy(statement, migration).flatMap(({ sort, name }) => (sort === "index" ? [name] : [])),
    ),
  );
  return [...byStatement(migration), ...byConstraint(migration)].filter(({ name }) => name === null || !dropped.has(name));
}

function* byStatement(migration: JudgedMigration): Generator<MadeIndex> {
  for (const statement of migration.statements) {
    const { node, fields } = statement;
    if (node !== "IndexStmt") continue;
    const [index] = madeBy(statement, migration);
    const own = textOf(fields.idxname);
    const keys = elementsOf(fields.indexParams, "IndexElem");
    yield {
      table: index?.of ?? "",
      name: own === null ? null : besideRelation(migration, fieldsOf(fields.relation), own),
      columns: keys.map(({ name }) => textOf(name)),
      elements: once(() => keys.map((key) => formatTree(withoutPlaces(key)))),
      included: elementsOf(fields.indexIncludingParams, "IndexElem").map((one) => textOf(one.name) ?? ""),
      predicate: fields.whereClause === undefined ? null : formatTree(withoutPlaces(fields.whereClause)),
      method: textOf(fields.accessMethod) ?? "btree",
      isUnique: fields.unique === true,
      isOfConstraint: false,
      statement,
    };
  }
}

function once<Answer>(work: () => Answer): () => Answer {
  let known: { readonly answer: Answer } | null = null;
  return () => {
    known ??= { answer: work() };
    return known.answer;
  };
}

function* byConstraint(migration: JudgedMigration): Generator<MadeIndex> {
  for (const { table, fields, column, statement } of constraintsIn(migration)) {
    if (fields.contype !== "CONSTR_PRIMARY" && fields.contype !== "CONSTR_UNIQUE") continue;
    const columns = column === null ? (namesOf(fields.keys) ?? []) : [column];
    if (columns.length === 0) continue;
    const element = (name: string) => ({ name, ordering: "SORTBY_DEFAULT", nulls_ordering: "SORTBY_NULLS_DEFAULT" });
    yield {
      table,
      name: null,
      columns,
      elements: once(() => columns.map((name) => formatTree(element(name)))),
      included: namesOf(fields.including) ?? [],
      predicate: null,
      method: "btree",
      isUnique: true,
      isOfConstraint: true,
      statement,
    };
  }
}
