/** RENAME of relations, columns, constraints and schemas; of everything else in `rename-other.ts`. */

import { containerOf } from "../../catalog/object-id.ts";
import { qualifiedName, quoteIdentifier, unquoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, namesOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import type { QualifiedName, RelationKind } from "../schema-model.ts";
import { renameOtherReaders } from "./rename-other.ts";
import { renameColumn, renameConstraint } from "./rename-part.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";
import { statisticsNamed } from "./statistics.ts";

const relationKinds: { readonly [renameType: string]: RelationKind | undefined } = {
  OBJECT_TABLE: "r",
  OBJECT_FOREIGN_TABLE: "f",
  OBJECT_VIEW: "v",
  OBJECT_MATVIEW: "m",
  OBJECT_SEQUENCE: "S",
  OBJECT_INDEX: "i",
};

/** Reads `RenameStmt`. */
export const rename: StatementReader = (fields, reading) => {
  const { on } = reading;
  const type = textOf(fields.renameType) ?? "";
  const presumed = relationKinds[type];
  const other = renameOtherReaders[type];
  if (presumed !== undefined) renameRelation(fields, presumed, reading);
  else if (type === "OBJECT_COLUMN") renameColumn(fields, reading);
  else if (type === "OBJECT_TABCONSTRAINT") renameConstraint(fields, reading);
  else if (type === "OBJECT_SCHEMA") renameSchema(fields, reading);
  else if (type === "OBJECT_STATISTIC_EXT") renameStatistics(fields, reading);
  else if (other !== undefined) other(fields, reading);
  else on.unknown(`what RENAME of ${type} locks`);
};

function renameRelation(fields: SqlFields, presumed: RelationKind, { draft, on }: Reading): void {
  const from = draft.resolve(fieldsOf(fields.relation));
  const relation = draft.relation(from, presumed);
  if (relation === null) {
    on.use("rename", null, { because: "it is not there" });
    return;
  }
  const isIndex = relation.relkind === "i" || relation.relkind === "I";
  // only as ALTER INDEX and only of an index the rename lets queries go on
  const isLight = isIndex && fields.renameType === "OBJECT_INDEX";
  on.use(isLight ? "rename-index" : "rename", relation);
  const to = inSchemaOf(from, textOf(fields.newname) ?? "");
  if (isIndex && relation.table !== null)
    draft.change(relation.table, "r", ({ constraints }) => ({
      constraints: constraints.map((one) => (one.index === from ? { ...one, name: textOf(fields.newname) } : one)),
    }));
  draft.rename(from, to, presumed);
}

function renameSchema(fields: SqlFields, { draft, on }: Reading): void {
  const from = quoteIdentifier(textOf(fields.subname) ?? "");
  const to = textOf(fields.newname) ?? "";
  on.use("rename", null, { part: textOf(fields.subname) });
  for (const name of draft.relationNames())
    if (containerOf(name) === from) draft.rename(name, `${quoteIdentifier(to)}${name.slice(from.length)}`, "r");
  draft.searchPath = draft.searchPath.map((schema) => (quoteIdentifier(schema) === from ? to : schema));
}

// no relation is locked
function renameStatistics(fields: SqlFields, { draft, on }: Reading): void {
  const parts = partsOf(fields);
  on.use("rename", null, { part: parts.at(-1) ?? null });
  const found = statisticsNamed(parts, draft);
  if (found === null) return;
  const to = inSchemaOf(found.name, textOf(fields.newname) ?? "");
  draft.change(found.table.name, found.table.relkind, ({ statistics }) => ({
    statistics: statistics.map((one) => (one.name === found.name ? { ...one, name: to } : one)),
  }));
}

function inSchemaOf(name: QualifiedName, own: string): QualifiedName {
  return qualifiedName(unquoteIdentifier(containerOf(name)), own);
}

function partsOf(fields: SqlFields): readonly string[] {
  return namesOf(nodeOf(fields.object, "List")?.items) ?? [];
}
