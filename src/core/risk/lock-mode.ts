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

/** The stronger of two modes: the one that stands later in {@link lockModes}. */
export function strongerLock(one: LockMode, other: LockMode): LockMode {
  return lockModes.indexOf(one) >= lockModes.indexOf(other) ? one : other;
}

const share = lockModes.indexOf("SHARE");

/** True where INSERT, UPDATE and DELETE of others have to wait: from SHARE on. */
export function blocksWrites(mode: LockMode): boolean {
  return lockModes.indexOf(mode) >= share;
}

/** True where SELECT of others has to wait. */
export function blocksReads(mode: LockMode): boolean {
  return mode === "ACCESS EXCLUSIVE";
}

/** Which modes each mode conflicts with, from the table of https://www.postgresql.org/docs/18/explicit-locking.html. */
const conflicting: Readonly<Record<LockMode, readonly LockMode[]>> = {
  "ACCESS SHARE": ["ACCESS EXCLUSIVE"],
  "ROW SHARE": ["EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "ROW EXCLUSIVE": ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "SHARE UPDATE EXCLUSIVE": ["SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  SHARE: ["ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "SHARE ROW EXCLUSIVE": [
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
  EXCLUSIVE: lockModes.slice(1),
  "ACCESS EXCLUSIVE": lockModes,
};

/** True where one of the two has to wait for the other. */
export function conflicts(one: LockMode, other: LockMode): boolean {
  return conflicting[one].includes(other);
}
