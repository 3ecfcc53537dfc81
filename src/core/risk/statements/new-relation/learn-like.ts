/** What LIKE copies: columns always, the rest as its INCLUDING says. */

import { containerOf } from "../../../catalog/object-id.ts";
import { qualifiedName, unquoteIdentifier } from "../../../sql/quote.ts";
import { fieldsOf, type SqlFields } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import { type ConstraintModel, type QualifiedName, type RelationModel, relationNamed } from "../../schema-model.ts";
import { freeName } from "./server-names.ts";

/** Bits of `TableLikeClause.options` (src/include/nodes/parsenodes.h). */
const including = {
  constraints: 1 << 2,
  defaults: 1 << 3,
  generated: 1 << 4,
  identity: 1 << 5,
  indexes: 1 << 6,
  extendedStatistics: 1 << 7,
} as const;

/** Adds to a new table what it takes from another. */
export function learnLike(table: QualifiedName, like: SqlFields, draft: SchemaDraft): void {
  const source = draft.known(draft.resolve(fieldsOf(like.relation)));
  if (source === null) return;
  const options = Number(like.options ?? 0);
  const takes = (what: keyof typeof including) => (options & including[what]) !== 0;
  draft.change(table, "r", ({ columns, constraints }) => ({
    columns: [
      ...columns,
      ...source.columns.map((column) => ({
        ...column,
        default: takes("defaults") ? column.default : null,
        generated: takes("generated") ? column.generated : null,
        expression: takes("generated") ? column.expression : null,
        isIdentity: takes("identity") && column.isIdentity,
      })),
    ],
    constraints: [
      ...constraints,
      ...source.constraints
        .filter(({ type }) => type === "n" || (type === "c" && takes("constraints")))
        .map((one) => ({ ...one, isInherited: false })),
    ],
  }));
  if (takes("identity"))
    for (const column of source.columns.filter(({ isIdentity }) => isIdentity)) addSequence(table, column.name, draft);
  if (takes("indexes")) for (const index of draft.indexesOf(source.name)) copyIndex(table, source, index, draft);
  if (takes("extendedStatistics")) copyStatistics(table, source, draft);
}

function addSequence(table: QualifiedName, column: string, draft: SchemaDraft): void {
  const name = inSchemaOf(table, freeName(table, column, "seq", draft));
  draft.add({ ...relationNamed(name, "S"), ownedBy: { table, column } });
}

function copyIndex(table: QualifiedName, source: RelationModel, index: RelationModel, draft: SchemaDraft): void {
  const constraint = source.constraints.find((one) => one.index === index.name);
  const labels: { readonly [type: string]: string } = { p: "pkey", u: "key", x: "excl" };
  const columns = (index.index?.columns ?? []).map((column) => column ?? "expr").join("_");
  const own = freeName(table, constraint?.type === "p" ? null : columns, labels[constraint?.type ?? ""] ?? "idx", draft);
  const name = inSchemaOf(table, own);
  draft.add({ ...index, name, relkind: draft.known(table)?.partitionKey == null ? "i" : "I", table, parents: [] });
  if (constraint === undefined) return;
  const copy: ConstraintModel = { ...constraint, name: own, index: name, isInherited: false };
  draft.change(table, "r", (before) => ({ constraints: [...before.constraints, copy] }));
}

function copyStatistics(table: QualifiedName, source: RelationModel, draft: SchemaDraft): void {
  for (const { columns } of source.statistics) {
    const name = inSchemaOf(table, freeName(table, columns.join("_"), "stat", draft));
    draft.change(table, "r", ({ statistics }) => ({ statistics: [...statistics, { name, columns }] }));
  }
}

const inSchemaOf = (table: QualifiedName, name: string): QualifiedName =>
  qualifiedName(unquoteIdentifier(containerOf(table)), name);
