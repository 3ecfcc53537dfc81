/** Finds the tables in which other tools keep what they applied, and reads them. */

import type { HistoryRow, HistoryTool } from "../core/journal/histories/history.ts";
import { historyTools } from "../core/journal/histories/registry.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** A table that is one tool's. */
export interface ForeignHistory {
  readonly tool: HistoryTool;
  /** `drizzle.__drizzle_migrations`, quoted where it must be. */
  readonly table: string;
  /** In the order in which they were applied. */
  readonly rows: readonly HistoryRow[];
}

/** All that have rows, in the order of the registry. @throws as `Session.query` */
export async function readForeignHistories(session: Session): Promise<readonly ForeignHistory[]> {
  const { rows } = await session.query(`
    select n.nspname::text as schema, c.relname::text as name,
           (select pg_catalog.string_agg(a.attname::text, ' ' order by a.attnum) from pg_catalog.pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relname in (${historyTools.map(({ table }) => quoteLiteral(table)).join(", ")})
      and pg_catalog.has_table_privilege(c.oid, 'select') and pg_catalog.has_schema_privilege(n.oid, 'usage')
    order by n.nspname, c.relname`);
  const found: ForeignHistory[] = [];
  for (const tool of historyTools)
    for (const { schema, name, columns } of rows) {
      const own = String(columns).split(" ");
      if (name !== tool.table || !isOf(tool, own)) continue;
      const table = qualifiedName(String(schema), String(name));
      const history = await readRows(session, tool, { table, columns: own });
      if (history.length > 0) found.push({ tool, table, rows: history });
    }
  return found;
}

// Others use such a name too, with columns of their own.
function isOf({ columns, mayHave }: HistoryTool, own: readonly string[]): boolean {
  if (!columns.every((column) => own.includes(column))) return false;
  return columns.length > 1 || own.every((column) => columns.includes(column) || mayHave.includes(column));
}

async function readRows(
  session: Session,
  { columns, mayHave, order }: HistoryTool,
  place: { readonly table: string; readonly columns: readonly string[] },
): Promise<readonly HistoryRow[]> {
  const wanted = [...columns, ...mayHave.filter((column) => place.columns.includes(column))].map(quoteIdentifier);
  const { rows } = await session.query(
    `select ${wanted.map((column) => `h.${column}::pg_catalog.text as ${column}`).join(", ")}
     from ${place.table} h order by ${order.map((column) => `h.${quoteIdentifier(column)}`).join(", ")}`,
  );
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)])),
  );
}
