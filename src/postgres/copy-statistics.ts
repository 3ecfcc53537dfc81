/** What the server's statistics say of columns, and rows in which somebody looks for what must not be there. */

import type { ColumnStatistics } from "../core/masking/copy-statistics.ts";
import { textList } from "./copy-transaction.ts";
import type { ResultRow } from "./read-batch.ts";

/** Statement for {@link columnStatistics}; of partitioned tables those of the whole. */
export function statisticsQuery(tables: readonly string[]): string {
  return `
    select distinct on (1) s.schemaname || '.' || s.tablename || '.' || s.attname as "column", s.null_frac::pg_catalog.text as nulls,
           s.n_distinct::pg_catalog.text as "distinct", s.avg_width::pg_catalog.text as width
    from pg_catalog.pg_stats s
    where pg_catalog.format('%I.%I', s.schemaname, s.tablename) = any (${textList(tables)})
    order by 1, s.inherited desc`;
}

/** Reads the rows of {@link statisticsQuery}. */
export function columnStatistics(rows: readonly ResultRow[]): readonly ColumnStatistics[] {
  return rows.map(({ column, nulls, distinct, width }) => ({
    column: String(column),
    nullShare: Number(nulls),
    distinct: Number(distinct),
    width: Number(width),
  }));
}
