/**
 * The opening of every read: one repeatable-read, read-only transaction with its own settings. All are SET LOCAL in
 * the same message as the queries, because start-up parameters and session settings do not survive a transaction
 * pooler, and because role, database and server may each set another DateStyle or search_path.
 */

/** Limits of a read. */
export interface ReadLimits {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/** The statements that open the transaction, in order. `commit` or `rollback` ends it. */
export function openReadOnlyTransaction(limits: ReadLimits): readonly string[] {
  return ["begin transaction isolation level repeatable read read only", ...readSettings(limits)];
}

/** What a read sets for the transaction that it runs in. */
export function readSettings(limits: ReadLimits): readonly string[] {
  const settings = [
    `statement_timeout = ${Math.round(limits.statementTimeoutMs)}`,
    `lock_timeout = ${Math.round(limits.lockTimeoutMs)}`,
    // a reader that hangs must not hold back vacuum
    "idle_in_transaction_session_timeout = 60000",
    // pg_get_*def and regclass output qualify every name that is not on the path
    "search_path = ''",
    "quote_all_identifiers = off",
    "datestyle = 'ISO'",
    "intervalstyle = 'postgres'",
    "timezone = 'UTC'",
    "extra_float_digits = 3",
    "bytea_output = 'hex'",
    // both change how a literal in a default or a view is written
    "standard_conforming_strings = on",
    "lc_monetary = 'C'",
    // catalog queries have many joins and few rows: compiling or parallel workers cost more than they gain
    "jit = off",
    "max_parallel_workers_per_gather = 0",
    "work_mem = '64MB'",
    "client_min_messages = 'warning'",
  ];
  return settings.map((setting) => `set local ${setting}`);
}
