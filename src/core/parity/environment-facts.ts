/**
 * What parity needs beyond the schema, read in the same snapshot: settings that change behaviour or plans, how far sequences
 * are used up, table sizes as the planner knows them, materialized views without data, and whether the database carries a journal.
 */

import { type ResultSet, type RowOf, type RowShape, rowsOf } from "../catalog/row-shape.ts";
import { inUserSchema, madeByUser } from "../kinds/user-objects.sql.ts";

/** Settings that change what a query means, what is stored, or which plan is chosen; memory and paths may differ freely. */
const comparedSettings: readonly string[] = [
  "array_nulls",
  "backslash_quote",
  "bytea_output",
  "check_function_bodies",
  "constraint_exclusion",
  "cursor_tuple_fraction",
  "datestyle",
  "deadlock_timeout",
  "default_tablespace",
  "default_text_search_config",
  "default_toast_compression",
  "default_transaction_deferrable",
  "default_transaction_isolation",
  "default_transaction_read_only",
  "enable_bitmapscan",
  "enable_hashagg",
  "enable_hashjoin",
  "enable_indexonlyscan",
  "enable_indexscan",
  "enable_material",
  "enable_mergejoin",
  "enable_nestloop",
  "enable_partition_pruning",
  "enable_partitionwise_aggregate",
  "enable_partitionwise_join",
  "enable_seqscan",
  "enable_sort",
  "escape_string_warning",
  "extra_float_digits",
  "from_collapse_limit",
  "geqo",
  "geqo_threshold",
  "idle_in_transaction_session_timeout",
  "intervalstyle",
  "jit",
  "join_collapse_limit",
  "lc_messages",
  "lc_monetary",
  "lc_numeric",
  "lc_time",
  "lo_compat_privileges",
  "lock_timeout",
  "max_connections",
  "max_parallel_workers_per_gather",
  "plan_cache_mode",
  "quote_all_identifiers",
  "random_page_cost",
  "row_security",
  "search_path",
  "seq_page_cost",
  "session_replication_role",
  "shared_preload_libraries",
  "standard_conforming_strings",
  "statement_timeout",
  "synchronous_commit",
  "temp_tablespaces",
  "timezone",
  "timezone_abbreviations",
  "track_io_timing",
  "transform_null_equals",
  "wal_level",
  "xmlbinary",
  "xmloption",
];

/** Settings as a new session gets them (`reset_val`): our own SET LOCAL must not show. */
const settingsQuery = `
    select name, reset_val as value from pg_catalog.pg_settings
    where pg_catalog.lower(name) in (${comparedSettings.map((name) => `'${name}'`).join(", ")})
    order by pg_catalog.lower(name)`;
const settingsRow = { name: "text", value: "text?" } as const satisfies RowShape;

/** Sequences more than three quarters used up, by the smaller limit of the sequence and its column's type. */
const sequenceUseQuery = `
    select n.nspname as schema, c.relname as name, pg_catalog.round(100 * s.last::pg_catalog.numeric / s.top)::pg_catalog.int4 as used_percent
    from (
      select s.seqrelid, pg_catalog.pg_sequence_last_value(s.seqrelid::pg_catalog.regclass) as last,
             least(s.seqmax, case t.atttypid when 21 then 32767 when 23 then 2147483647 else 9223372036854775807 end)::pg_catalog.numeric as top
      from pg_catalog.pg_sequence s
      left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.seqrelid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
      left join pg_catalog.pg_attribute t on t.attrelid = d.refobjid and t.attnum = d.refobjsubid
      where s.seqincrement > 0 and s.seqrelid >= 16384
        and pg_catalog.has_sequence_privilege(s.seqrelid, 'select, usage')
    ) s
    join pg_catalog.pg_class c on c.oid = s.seqrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_temp'
    where s.top > 0 and s.last > 0.75 * s.top
    order by n.nspname, c.relname`;
const sequenceUseRow = { schema: "text", name: "text", used_percent: "int" } as const satisfies RowShape;

/** The planner's row estimates summed up; tables never analysed count as unknown. */
const rowEstimateQuery = `
    select count(*)::pg_catalog.int4 as tables, count(*) filter (where c.reltuples < 0)::pg_catalog.int4 as unknown,
           coalesce(sum(greatest(c.reltuples, 0)), 0)::pg_catalog.float8 as rows
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname <> 'lockstep' and n.nspname !~ '^pg_(toast|temp)'
    where c.relkind = 'r' and c.oid >= 16384`;
const rowEstimateRow = { tables: "int", unknown: "int", rows: "float" } as const satisfies RowShape;

/** Materialized views that were made or refreshed WITH NO DATA: whoever reads one gets an error. */
const unpopulatedViewsQuery = `
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    where c.relkind = 'm' and not c.relispopulated and ${madeByUser("c.oid")}
    order by n.nspname, c.relname`;
const unpopulatedViewsRow = { schema: "text", name: "text" } as const satisfies RowShape;

/** Whether the database carries Lockstep's journal. */
// not to_regclass(): to a role that may not use the schema that is an error, and auditors are such roles
const journalQuery = `
    select exists (
      select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'lockstep' and c.relname = 'journal') as present`;
const journalRow = { present: "bool" } as const satisfies RowShape;

/** What one database says beyond its schema. */
export interface EnvironmentFacts {
  readonly settings: readonly RowOf<typeof settingsRow>[];
  readonly sequences: readonly RowOf<typeof sequenceUseRow>[];
  readonly rows: RowOf<typeof rowEstimateRow>;
  readonly unpopulatedViews: readonly RowOf<typeof unpopulatedViewsRow>[];
  readonly hasJournal: boolean;
}

/** The statements to add to an inspection; {@link readEnvironmentFacts} takes their results. */
export const environmentQueries: readonly string[] = [
  settingsQuery,
  sequenceUseQuery,
  rowEstimateQuery,
  unpopulatedViewsQuery,
  journalQuery,
];

/** Results of {@link environmentQueries}, in their order. */
export function readEnvironmentFacts(results: readonly ResultSet[]): EnvironmentFacts {
  const [settings, sequences, rows, views, journal] = results;
  return {
    settings: rowsOf(settings, settingsRow, "settings"),
    sequences: rowsOf(sequences, sequenceUseRow, "sequences"),
    rows: rowsOf(rows, rowEstimateRow, "row estimates")[0] ?? { tables: 0, unknown: 0, rows: 0 },
    unpopulatedViews: rowsOf(views, unpopulatedViewsRow, "materialized views"),
    hasJournal: rowsOf(journal, journalRow, "journal")[0]?.present ?? false,
  };
}
