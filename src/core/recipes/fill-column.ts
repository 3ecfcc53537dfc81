/**
 * Gives the rows that are there already the default of a new column, where that differs from row to row. ADD COLUMN with such a
 * default writes the whole table again under a lock that blocks reads; this updates a few pages at a time, each batch in a
 * transaction of its own. Ranges of ctid are read without the rest of the table (TID range scan, 14+).
 */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { dollarQuote } from "../sql/dollar-quote.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { type Statement, statement } from "./statement.ts";

/** The column; it must have its default already, and may not be NOT NULL yet. */
export interface ColumnToFill {
  readonly table: ObjectId;
  /** Quoted. */
  readonly column: string;
  /** Partitions or tables that inherit hold rows too. */
  readonly hasChildren: boolean;
}

/** A quarter of a megabyte: a few thousand rows, whose writers wait for a few dozen milliseconds. */
const pagesPerBatch = 32;

/** Others may move rows to where a pass has been; one who keeps writing nulls must not keep it going for ever. */
const mostPasses = 10;

/** The statement. Nothing is committed where no row was filled, so that an empty table takes it in a transaction too. */
export function fillColumn({ table, column, hasChildren }: ColumnToFill): Statement {
  const range = "ctid >= %L::pg_catalog.tid AND ctid < %L::pg_catalog.tid";
  const update = `UPDATE ONLY %s SET ${column.replaceAll("%", "%%")} = DEFAULT WHERE ${column.replaceAll("%", "%%")} IS NULL AND ${range}`;
  const body = [
    "",
    "DECLARE",
    `  relations pg_catalog.regclass[] := ${hasChildren ? withChildren(table) : `ARRAY[${regclass(table)}]`};`,
    "  relation pg_catalog.regclass;",
    "  block bigint;",
    "  filled bigint;",
    "  batch bigint;",
    "BEGIN",
    "  FOREACH relation IN ARRAY relations LOOP",
    `    FOR pass IN 1..${mostPasses} LOOP`,
    "      filled := 0;",
    "      block := 0;",
    "      WHILE block * pg_catalog.current_setting('block_size')::bigint < pg_catalog.pg_relation_size(relation) LOOP",
    `        EXECUTE pg_catalog.format(${literal(update)},`,
    `          relation, '(' || block || ',0)', '(' || block + ${pagesPerBatch} || ',0)');`,
    "        GET DIAGNOSTICS batch = ROW_COUNT;",
    "        IF batch > 0 THEN",
    "          COMMIT;",
    "        END IF;",
    "        filled := filled + batch;",
    `        block := block + ${pagesPerBatch};`,
    "      END LOOP;",
    "      EXIT WHEN filled = 0;",
    "    END LOOP;",
    "  END LOOP;",
    "END",
    "",
  ].join("\n");
  return statement("fill-column", `DO ${dollarQuote(body)}`, { relation: table, transaction: "none" });
}

function withChildren(table: ObjectId): string {
  return [
    "(",
    "    WITH RECURSIVE tree AS (",
    `      SELECT ${regclass(table)}::pg_catalog.oid AS oid`,
    "      UNION",
    "      SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN tree ON i.inhparent = tree.oid",
    "    )",
    "    SELECT pg_catalog.array_agg(c.oid::pg_catalog.regclass ORDER BY c.oid)",
    "    FROM pg_catalog.pg_class AS c JOIN tree ON c.oid = tree.oid",
    "    WHERE c.relkind = 'r'",
    "  )",
  ].join("\n");
}

function regclass(table: ObjectId): string {
  return `${literal(nameOf(table))}::pg_catalog.regclass`;
}

function literal(text: string): string {
  return quoteLiteral(text).trim();
}
