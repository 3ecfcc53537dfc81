/**
 * The transaction that a copy is written in, one for all of it: until it commits, the target is as it was, and whatever kills the copy leaves
 * it so. Triggers must not fire for rows that have been through them once, and foreign keys are proven at the end instead of row by row.
 */

import { AppError } from "../core/app-error.ts";
import { atLeast } from "../core/catalog/server-version.ts";
import type { CopyReference } from "../core/masking/copy-table.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import { inCopy, triedInCopy } from "./copy-statement.ts";
import type { ResultRow } from "./read-batch.ts";
import { holdRunnerLock } from "./runner-lock.ts";
import type { Session } from "./session.ts";

/** What was set aside for the copy, and how it is put back. */
export interface CopyGuards {
  /** False: the role may not turn off foreign keys, so that they are looked at while rows come. */
  readonly isReplica: boolean;
  readonly putBack: readonly string[];
}

const settings = [
  "statement_timeout = 0",
  "idle_in_transaction_session_timeout = 0",
  "lock_timeout = '10s'",
  "search_path = ''",
  "row_security = off",
  "datestyle = 'ISO'",
  "intervalstyle = 'postgres'",
  "timezone = 'UTC'",
  "client_min_messages = 'warning'",
].map((setting) => `set local ${setting}`);

/** Begins it, with the lock that keeps other runs of Lockstep out. @throws AppError RUNNER_BUSY, COPY_FAILED, CONNECT_LOST */
export async function beginCopy(session: Session): Promise<void> {
  const [row] = await inCopy(session, "the transaction", "begin", ...settings, `${holdRunnerLock} as taken`);
  if (row?.taken === true) return;
  throw new AppError({
    code: "RUNNER_BUSY",
    message: `${session.display}: another run of Lockstep is at work there. Nothing was done.`,
    hint: "Try again when it has finished.",
    retryable: true,
  });
}

/** Those of the tables that hold rows, in their order. @throws what `ask` throws */
export async function filledTables(
  ask: (sql: string) => Promise<readonly ResultRow[]>,
  tables: readonly string[],
): Promise<readonly string[]> {
  if (tables.length === 0) return [];
  const looks = tables.map((table, i) => `select ${i} as place, exists (select from ${table}) as filled`);
  const rows = await ask(`${looks.join("\nunion all\n")} order by 1`);
  return rows.flatMap(({ place, filled }) => (filled === true ? (tables[Number(place)] ?? []) : []));
}

/**
 * Turns off what would happen to rows on their way in. `circular`: references of tables that refer to each other in a circle, which no order
 * can satisfy row by row.
 * @throws AppError COPY_FAILED where the role may do neither of the two ways, CONNECT_LOST
 */
export async function setGuardsAside(
  session: Session,
  { tables, circular }: { readonly tables: readonly string[]; readonly circular: readonly CopyReference[] },
): Promise<CopyGuards> {
  const { refused } = await triedInCopy(session, "set local session_replication_role = 'replica'");
  const isReplica = refused === null;
  const triggers = await firingTriggers(session, tables, isReplica);
  const waiting = isReplica ? [] : await strictKeys(session, circular);
  // before 15 partitions have internal copies of a trigger, which follow their root's and cannot be named by themselves
  const only = atLeast(session.serverVersion, 15) ? "only " : "";
  await inCopy(
    session,
    "setting triggers aside",
    ...triggers.map(({ table, name }) => `alter table ${only}${table} disable trigger ${name}`),
    ...waiting.map(({ table, name }) => `alter table ${table} alter constraint ${name} deferrable initially deferred`),
    "set constraints all deferred",
  );
  return {
    isReplica,
    putBack: [
      "set constraints all immediate",
      ...waiting.map(({ table, name }) => `alter table ${table} alter constraint ${name} not deferrable`),
      ...triggers.map(({ table, name, mode }) => `alter table ${only}${table} enable ${mode}trigger ${name}`),
    ],
  };
}

interface NamedPart {
  readonly table: string;
  readonly name: string;
}

const modes: { readonly [code: string]: string } = { O: "", R: "replica ", A: "always " };

/** Triggers of users that INSERT or TRUNCATE would fire, those of partitions each by itself. */
async function firingTriggers(
  session: Session,
  tables: readonly string[],
  isReplica: boolean,
): Promise<readonly (NamedPart & { readonly mode: string })[]> {
  const rows = await inCopy(
    session,
    "looking for triggers",
    `select pg_catalog.format('%I.%I', n.nspname, c.relname) as "table", pg_catalog.quote_ident(g.tgname) as name, g.tgenabled::pg_catalog.text as mode
     from pg_catalog.pg_trigger g
     join pg_catalog.pg_class c on c.oid = g.tgrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where not g.tgisinternal and g.tgtype & 36 <> 0 and g.tgenabled in (${isReplica ? "'A', 'R'" : "'A', 'O'"})
       and c.oid in (select coalesce(p.relid, w.oid) from (select (pg_catalog.unnest(${textList(tables)}))::pg_catalog.regclass::pg_catalog.oid as oid) w
                     left join lateral pg_catalog.pg_partition_tree(w.oid) p on true)
     order by 1, 2`,
  );
  return rows.map(({ table, name, mode }) => ({ table: String(table), name: String(name), mode: modes[String(mode)] ?? "" }));
}

/** Those of the references that cannot wait for the end of the transaction. */
async function strictKeys(session: Session, references: readonly CopyReference[]): Promise<readonly NamedPart[]> {
  const own = references.filter(({ isVirtual }) => !isVirtual);
  if (own.length === 0) return [];
  const wanted = own.map(({ from, name }) => `(${quoteLiteral(from)}, ${quoteLiteral(name)})`);
  const rows = await inCopy(
    session,
    "looking at foreign keys",
    `select w.rel as "table", pg_catalog.quote_ident(k.conname) as name
     from (values ${wanted.join(", ")}) w(rel, name)
     join pg_catalog.pg_constraint k on k.conrelid = w.rel::pg_catalog.regclass and k.conname = w.name and not k.condeferrable
     order by 1, 2`,
  );
  return rows.map(({ table, name }) => ({ table: String(table), name: String(name) }));
}

/** Names as an array in SQL. */
export function textList(texts: readonly string[]): string {
  return texts.length === 0 ? "'{}'::pg_catalog.text[]" : `array[${texts.map(quoteLiteral).join(", ")}]::pg_catalog.text[]`;
}

/** The columns of a table as COPY takes them. */
export function columnList(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(", ");
}
