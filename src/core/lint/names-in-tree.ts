/**
 * Walking parse trees for rules: every node of some type, every relation that is named, what a list of names says. A node is an object
 * whose only key is its type's name; some fields hold a node's fields without that name, and are walked through all the same.
 */

import type { QualifiedName } from "../risk/schema-model.ts";
import { qualifiedName } from "../sql/quote.ts";
import { isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";

/** Every `RangeVar` inside a tree, also where its fields stand without the type's name (`relation`, `pktable`). */
export function rangeVarsIn(tree: SqlTree | undefined): readonly SqlFields[] {
  const found: SqlFields[] = [];
  const visit = (part: SqlTree | undefined): void => {
    if (Array.isArray(part)) for (const element of part) visit(element);
    else if (isFields(part) && typeof part.relname === "string") found.push(part);
    else if (isFields(part)) for (const value of Object.values(part)) visit(value);
  };
  visit(tree);
  return found;
}

/** The qualified name that a `RangeVar` has in the migration. */
export function relationOf({ after }: JudgedMigration, rangeVar: SqlFields): QualifiedName {
  return after.resolve(rangeVar);
}

/** The qualified name that a list of String nodes has in the migration; null where it is no such list. */
export function nameOfList({ after }: JudgedMigration, list: SqlTree | undefined): QualifiedName | null {
  const parts = namesOf(list);
  return parts === null || parts.length === 0 ? null : after.resolveParts(parts);
}

/** A name in the schema of a relation: indexes live where their table does. */
export function besideRelation({ after }: JudgedMigration, rangeVar: SqlFields, name: string): QualifiedName {
  const schema = textOf(rangeVar.schemaname);
  return schema === null ? after.resolveParts([name]) : qualifiedName(schema, name);
}

/** The clauses of an ALTER of that sort (`OBJECT_TABLE`), by node fields of `AlterTableCmd`; none of any other statement. */
export function clausesOf({ node, fields }: JudgedStatement, ...sorts: readonly string[]): readonly SqlFields[] {
  if (node !== "AlterTableStmt" || !sorts.includes(textOf(fields.objtype) ?? "")) return [];
  return elementsOf(fields.cmds, "AlterTableCmd");
}

/** The fields of a list's elements that are of that type. */
export function elementsOf(list: SqlTree | undefined, type: string): readonly SqlFields[] {
  const found: SqlFields[] = [];
  for (const element of listOf(list)) {
    const fields = nodeOf(element, type);
    if (fields !== null) found.push(fields);
  }
  return found;
}

/** True for a relation that was there before the migration, as far as anybody knows. */
export function isExisting({ made }: JudgedStatement, relation: QualifiedName): boolean {
  return !made.has(relation);
}

/** A tree without the places in the text, for comparing. */
export function withoutPlaces(tree: SqlTree): SqlTree {
  if (Array.isArray(tree)) return tree.map(withoutPlaces);
  if (!isFields(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => !/location$|^(?:rexpr_)?list_(?:start|end)$/.test(name))
      .map(([name, value]) => [name, withoutPlaces(value)]),
  );
}
