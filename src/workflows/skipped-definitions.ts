/**
 * `IF NOT EXISTS` hides that what is there may be something else. What a migration skipped is made for a moment on the scratch copy, in a
 * transaction that is rolled back, and compared with what is there.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { tryParseSql } from "../core/sql/parse-sql.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf, treeOf } from "../core/sql/sql-tree.ts";
import { withoutEnd } from "../postgres/compose-transaction.ts";
import { inspectInside } from "../postgres/inspect.ts";
import type { Session } from "../postgres/session.ts";

/** One object that is not as the migration defines it, and one line about how. */
export interface SkippedDefinition {
  readonly line: number;
  readonly what: string;
}

/** Looks at the statements with IF NOT EXISTS; `present` is the copy's catalog after the migration. The parser must be loaded. */
export async function skippedDefinitions(
  statements: readonly MigrationStatement[],
  present: Catalog,
  actor: Session,
): Promise<readonly SkippedDefinition[]> {
  const found: SkippedDefinition[] = [];
  for (const { sql, line } of statements) {
    const removal = removalOf(sql);
    if (removal === null) continue;
    const what = await differenceOf(removal, sql, present, actor);
    if (what !== null) found.push({ line, what });
  }
  return found;
}

/** How what the statement would make is taken away; null where it makes nothing under a condition. */
function removalOf(sql: string): string | null {
  const outcome = tryParseSql(sql);
  const tree = outcome.ok && outcome.statements.length === 1 ? outcome.statements[0]?.tree : undefined;
  if (tree === undefined) return null;
  const node = treeOf(tree);
  const table = nodeOf(node, "CreateStmt");
  if (table?.if_not_exists === true) return `drop table if exists ${rangeName(fieldsOf(table.relation))} cascade`;
  const index = nodeOf(node, "IndexStmt");
  if (index?.if_not_exists === true && index.concurrent !== true && textOf(index.idxname) !== null) {
    const schema = textOf(fieldsOf(index.relation).schemaname);
    const name = quoteIdentifier(textOf(index.idxname) ?? "");
    return `drop index if exists ${schema === null ? "" : `${quoteIdentifier(schema)}.`}${name} cascade`;
  }
  const sequence = nodeOf(node, "CreateSeqStmt");
  if (sequence?.if_not_exists === true) return `drop sequence if exists ${rangeName(fieldsOf(sequence.sequence))} cascade`;
  return addedColumns(nodeOf(node, "AlterTableStmt"));
}

function addedColumns(alter: SqlFields | null): string | null {
  if (alter === null) return null;
  const columns = listOf(alter.cmds).flatMap((one) => {
    const command = nodeOf(one, "AlterTableCmd");
    if (command?.subtype !== "AT_AddColumn" || command.missing_ok !== true) return [];
    const name = textOf(nodeOf(command.def, "ColumnDef")?.colname);
    return name === null ? [] : [`drop column if exists ${quoteIdentifier(name)} cascade`];
  });
  // a statement that does more than that cannot simply run again
  if (columns.length === 0 || columns.length !== listOf(alter.cmds).length) return null;
  return `alter table ${rangeName(fieldsOf(alter.relation))} ${columns.join(", ")}`;
}

function rangeName({ schemaname, relname }: SqlFields): string {
  const schema = textOf(schemaname);
  return `${schema === null ? "" : `${quoteIdentifier(schema)}.`}${quoteIdentifier(textOf(relname) ?? "")}`;
}

async function differenceOf(removal: string, sql: string, present: Catalog, actor: Session): Promise<string | null> {
  const look = () => inspectInside(actor, actor);
  try {
    if ((await actor.exchange(`begin;\n${removal}`)).kind !== "done") return null;
    const without = await look();
    if ((await actor.exchange(withoutEnd(sql))).kind !== "done") return null;
    const made = await look();
    if (without.kind !== "read" || made.kind !== "read") return null;
    const { changes } = await compareCatalogs(without.catalog, made.catalog);
    const ids = new Set(changes.flatMap(({ change, id }) => (change === "add" ? [id] : [])));
    const only = (catalog: Catalog): Catalog => ({
      ...catalog,
      objects: new Map([...catalog.objects].filter(([id]) => ids.has(id))),
    });
    const [first] = (await compareCatalogs(only(made.catalog), only(present))).changes;
    if (first === undefined) return null;
    return first.change === "alter"
      ? `${first.id} is there, and its ${first.facts.map(({ fact }) => fact).join(" and ")} is not what the file says`
      : `it is there without ${first.id}`;
  } finally {
    await actor.exchange("rollback");
  }
}
