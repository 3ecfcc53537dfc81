/**
 * Postgres' eight table-level lock modes, weakest first
 * (https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES).
 */
export const lockModes = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;

/** One of Postgres' own lock mode names. */
export type LockMode = (typeof lockModes)[number];
