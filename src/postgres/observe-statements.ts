/**
 * What statements really do while they run: relation locks from `pg_locks`, rewrites from the files of relations, scans from the
 * transaction's own counters, and the server's own words at DEBUG1 ("rewriting table", "verifying table", "building index",
 * "sufficient to prove"). Works on PostgreSQL 14 to 18, inside the transaction that is watched.
 */

import type { Cost } from "../core/risk/forms/form.ts";
import { type LockMode, lockModes } from "../core/risk/lock-mode.ts";
import type { Session } from "./session.ts";

/** Locks and costs of relations that were there before, by name, sorted. */
export interface Observation {
  readonly locks: Readonly<Record<string, LockMode>>;
  readonly costs: Readonly<Record<string, readonly Cost[]>>;
  /** What the server said. */
  readonly words: readonly string[];
}

/** User relations at one moment of a transaction. */
export interface RelationStates {
  readonly rows: readonly RelationState[];
}

/** One of them. */
export interface RelationState {
  readonly oid: string;
  /** Qualified, quoted where SQL needs it. */
  readonly name: string;
  /** As the server's messages name it. */
  readonly bare: string;
  readonly relkind: string;
  readonly filenode: string;
  /** Of tables and materialized views. */
  readonly isEmpty: boolean;
  /** Sequential scans of this transaction. */
  readonly scans: number;
}

/** A lock that is held, by the relation's oid. */
export interface HeldLock {
  readonly oid: string;
  /** `AccessExclusiveLock` */
  readonly mode: string;
}

/** Rows are {@link RelationState}s. */
export const statesQuery = `
  select c.oid::pg_catalog.text as oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name,
         c.relname as bare, c.relkind as relkind, c.relfilenode::pg_catalog.text as filenode,
         c.relkind in ('r', 'm') and pg_catalog.pg_relation_size(c.oid) = 0 as "isEmpty",
         case when c.relkind in ('r', 'm') then pg_catalog.pg_stat_get_xact_numscans(c.oid) else 0 end::pg_catalog.int4 as scans
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
  order by n.nspname, c.relname`;

/** The session's own locks: rows are {@link HeldLock}s. */
export const locksQuery = `
  select l.relation::pg_catalog.text as oid, l.mode
  from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  order by l.relation, l.mode`;

/** The relations as they are; take it in the transaction that is then watched. */
export async function relationStates(session: Session): Promise<RelationStates> {
  const [result] = await session.run([statesQuery]);
  return { rows: (result?.rows ?? []) as unknown as readonly RelationState[] }; // as the query names them
}

/** What the transaction has done since, with what the server said meanwhile. */
export async function observedSince(session: Session, before: RelationStates, words: readonly string[]): Promise<Observation> {
  const [held, after] = await session.run([locksQuery, statesQuery]);
  const locks = (held?.rows ?? []) as unknown as readonly HeldLock[]; // as the query names them
  const states = (after?.rows ?? []) as unknown as readonly RelationState[];
  return { locks: locksOf(before.rows, locks), costs: costsOf(before.rows, states, words), words };
}

/** The strongest mode on each relation that was there before. */
export function locksOf(before: readonly RelationState[], held: readonly HeldLock[]): Observation["locks"] {
  const modes = new Map<string, LockMode[]>();
  for (const { oid, mode } of held) modes.set(oid, [...(modes.get(oid) ?? []), modeName(mode)]);
  const found = before.flatMap(({ oid, name }) => {
    const strongest = lockModes.findLast((mode) => modes.get(oid)?.includes(mode) === true);
    return strongest === undefined ? [] : [[name, strongest] as const];
  });
  return Object.fromEntries(found);
}

/** `AccessExclusiveLock` → `ACCESS EXCLUSIVE`. */
export function modeName(mode: string): LockMode {
  return mode
    .replace(/Lock$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase() as LockMode; // pg_locks.mode knows no others
}

/** What was done to the rows of each relation that was there before and is there still. */
export function costsOf(
  before: readonly RelationState[],
  after: readonly RelationState[],
  words: readonly string[],
): Observation["costs"] {
  const now = new Map(after.map((row) => [row.oid, row]));
  const found = before.flatMap((row) => {
    const later = now.get(row.oid);
    const costs = later === undefined || !"rmp".includes(row.relkind) ? [] : costsOfOne(row, later, words);
    return costs.length === 0 ? [] : [[row.name, costs] as const];
  });
  return Object.fromEntries(found);
}

function costsOfOne(row: RelationState, now: RelationState, words: readonly string[]): readonly Cost[] {
  const said = (pattern: RegExp) => words.filter((word) => pattern.exec(word)?.[1] === now.bare).length;
  const isCalledRewritten = said(/^rewriting table "(.*)"/) > 0;
  // a partitioned table has no file
  const hasNewFile = now.filenode !== row.filenode && row.filenode !== "0";
  // a new file without rows is that of TRUNCATE: nothing was written, and its indexes hold nothing
  if (hasNewFile && now.isEmpty && !isCalledRewritten) return [];
  if (isCalledRewritten || hasNewFile) return ["rewrite"];
  const built = said(/^building index ".*" on table "(.*)"/);
  const isScanned = said(/^verifying table "(.*)"/) > 0 || now.scans - row.scans > built;
  return [...(isScanned ? (["scan"] as const) : []), ...(built > 0 ? (["index-build"] as const) : [])];
}
