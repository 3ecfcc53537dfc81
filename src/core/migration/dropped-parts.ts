/** What a statement takes away that may hold rows or values, as the statement names it: whoever runs it can look there first. */

import { tryParseSql } from "../sql/parse-sql.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, textOf, treeOf } from "../sql/sql-tree.ts";

/** Names are SQL, quoted where needed and qualified where the statement qualifies them. */
export type DroppedPart =
  /** A table or a sequence. */
  | { readonly kind: "relation"; readonly name: string }
  | { readonly kind: "column"; readonly table: string /** Unquoted. */; readonly column: string }
  /** With all that is in it. */
  | { readonly kind: "schema" /** Unquoted. */; readonly name: string }
  /** With the columns of that type. */
  | { readonly kind: "type"; readonly name: string }
  /** TRUNCATE. */
  | { readonly kind: "rows"; readonly table: string };

/** What the statement takes away, in its order; nothing for a text that does not parse. The parser must be loaded. */
export function droppedParts(sql: string): readonly DroppedPart[] {
  const outcome = tryParseSql(sql);
  if (!outcome.ok) return [];
  return outcome.statements.flatMap(({ tree }) => {
    const node = treeOf(tree);
    const drop = nodeOf(node, "DropStmt");
    if (drop !== null) return ofDrop(drop);
    const alter = nodeOf(node, "AlterTableStmt");
    if (alter !== null) return ofAlter(alter);
    const truncate = nodeOf(node, "TruncateStmt");
    return listOf(truncate?.relations).map((one): DroppedPart => ({ kind: "rows", table: rangeName(nodeOf(one, "RangeVar")) }));
  });
}

function ofDrop({ removeType, objects, behavior }: SqlFields): readonly DroppedPart[] {
  const cascades = behavior === "DROP_CASCADE";
  switch (removeType) {
    case "OBJECT_TABLE":
    case "OBJECT_SEQUENCE":
      return listOf(objects).map((one) => ({ kind: "relation", name: joined(nodeOf(one, "List")?.items) }));
    case "OBJECT_SCHEMA":
      return cascades ? listOf(objects).map((one) => ({ kind: "schema", name: textOf(nodeOf(one, "String")?.sval) ?? "" })) : [];
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      return cascades ? listOf(objects).map((one) => ({ kind: "type", name: joined(nodeOf(one, "TypeName")?.names) })) : [];
    default:
      return [];
  }
}

function ofAlter({ relation, cmds }: SqlFields): readonly DroppedPart[] {
  return listOf(cmds).flatMap((one): DroppedPart[] => {
    const command = nodeOf(one, "AlterTableCmd");
    const column = textOf(command?.name);
    if (command?.subtype !== "AT_DropColumn" || column === null) return [];
    return [{ kind: "column", table: rangeName(fieldsOf(relation)), column }];
  });
}

function rangeName(range: SqlFields | null): string {
  return [range?.schemaname, range?.relname]
    .flatMap((part) => textOf(part) ?? [])
    .map(quoteIdentifier)
    .join(".");
}

function joined(names: SqlFields[string] | undefined): string {
  return (namesOf(names) ?? []).map(quoteIdentifier).join(".");
}
