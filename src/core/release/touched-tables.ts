/** Which tables and views a migration is about: what a batch of two or three tables is counted in. Names are as the text has them. */

import { relationNames } from "../parity/cause-relation-names.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { splitStatements } from "../sql/split-statements.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf, treeOf } from "../sql/sql-tree.ts";

/** Statement → the field that names its relation. */
const relationFields: { readonly [node: string]: string | undefined } = {
  CreateStmt: "relation",
  AlterTableStmt: "relation",
  IndexStmt: "relation",
  RenameStmt: "relation",
  AlterObjectSchemaStmt: "relation",
  CreateTrigStmt: "relation",
  RuleStmt: "relation",
  CreatePolicyStmt: "table",
  AlterPolicyStmt: "table",
  ViewStmt: "view",
  InsertStmt: "relation",
  UpdateStmt: "relation",
  DeleteStmt: "relation",
  MergeStmt: "relation",
};

const dropped = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"]);

/** Sorted, `public.` left out; what does not parse names none. Needs `loadParser()`. */
export function touchedTables(text: string): readonly string[] {
  const names = new Set<string>();
  for (const part of splitStatements(text)) {
    const outcome = part.kind === "statement" ? tryParseSql(part.text) : null;
    if (outcome?.ok !== true) continue;
    for (const { tree } of outcome.statements) {
      const [node = "", fields] = Object.entries(fieldsOf(treeOf(tree)))[0] ?? [];
      for (const words of relationsOf(node, fieldsOf(fields))) if (words.length > 0) names.add(nameOf(words));
    }
  }
  return [...names].sort();
}

function relationsOf(node: string, fields: SqlFields): readonly (readonly string[])[] {
  const field = relationFields[node];
  if (field !== undefined) return [relationNames(fields[field])];
  if (node === "CreateTableAsStmt") return [relationNames(fieldsOf(fields.into).rel)];
  if (node === "CreateForeignTableStmt") return [relationNames(fieldsOf(fields.base).relation)];
  if (node === "TruncateStmt") return listOf(fields.relations).map((one) => relationNames(rangeOf(one)));
  if (node !== "DropStmt" || !dropped.has(textOf(fields.removeType) ?? "")) return [];
  return listOf(fields.objects).map((object) => namesOf(fieldsOf(nodeOf(object, "List") ?? {}).items) ?? []);
}

function rangeOf(tree: SqlTree): SqlFields {
  return nodeOf(tree, "RangeVar") ?? {};
}

function nameOf(words: readonly string[]): string {
  const [schema, ...rest] = words;
  return (rest.length > 0 && schema === "public" ? rest : words).map(quoteIdentifier).join(".");
}
