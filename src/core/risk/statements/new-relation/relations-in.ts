/** The relations that a query names, which a view on it will read. */

import { isFields, listOf, nodeOf, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { QualifiedName } from "../../schema-model.ts";
import { isSystem } from "../data/is-system.ts";

/** Their names, each once; names of WITH queries and of catalogs left out. */
export function relationsIn(query: SqlTree | undefined, draft: SchemaDraft): readonly QualifiedName[] {
  const found = new Set<QualifiedName>();
  collect(query, new Set(), draft, found);
  return [...found];
}

function collect(tree: SqlTree | undefined, outer: ReadonlySet<string>, draft: SchemaDraft, found: Set<QualifiedName>): void {
  if (Array.isArray(tree)) for (const one of tree) collect(one, outer, draft, found);
  if (!isFields(tree)) return;
  const rangeVar = nodeOf(tree, "RangeVar");
  if (rangeVar !== null) {
    const isCte = rangeVar.schemaname === undefined && outer.has(textOf(rangeVar.relname) ?? "");
    if (!isCte && !isSystem(rangeVar)) found.add(draft.resolve(rangeVar));
    return;
  }
  const clause = isFields(tree.withClause) ? listOf(tree.withClause.ctes) : [];
  const ctes = new Set([...outer, ...clause.map((one) => textOf(nodeOf(one, "CommonTableExpr")?.ctename) ?? "")]);
  for (const value of Object.values(tree)) collect(value, ctes, draft, found);
}
