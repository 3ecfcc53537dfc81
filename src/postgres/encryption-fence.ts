/**
 * What keeps plain text out of a column while its rows are encrypted, and afterwards. First a trigger, which looks only at values that change: a CHECK,
 * even one that is NOT VALID, is enforced on every new version of a row, so that an update of another column of a row that is still in plain text would
 * fail. Once all rows are done the CHECK takes over.
 */

import { envelopePattern, envelopePrefix } from "../core/encryption/envelope.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { dollarQuote } from "../core/sql/dollar-quote.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** A column that is fenced. */
export interface FencedColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/** How far a column is. */
export interface FenceStanding {
  readonly hasFence: boolean;
  readonly hasCheck: boolean;
  readonly isValidated: boolean;
}

/** The name of the CHECK that stays; it is the table's from then on. */
export function checkName({ column }: FencedColumn): string {
  return shortened(`${column}_is_encrypted`);
}

// after the triggers of the team, which may fill the column in
function triggerName({ column }: FencedColumn): string {
  return shortened(`zz_lockstep_fence_${column}`);
}

function functionName({ schema, table, column }: FencedColumn): string {
  return `fence_${sha256Of(JSON.stringify([schema, table, column]))
    .replace(/^sha256:/, "")
    .slice(0, 16)}`;
}

/** Names end at 63 bytes; what is cut is told apart by a digest. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= 63) return name;
  const digest = sha256Of(name)
    .replace(/^sha256:/, "")
    .slice(0, 8);
  let kept = name;
  while (Buffer.byteLength(kept) > 54) kept = kept.slice(0, -1);
  return `${kept}_${digest}`;
}

/** Schema and name of a relation; null where there is none. Reads only. @throws as `Session.query` */
export async function findRelation(session: Session, relation: string): Promise<Pick<FencedColumn, "schema" | "table"> | null> {
  const { rows } = await session.query(`
    select n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = pg_catalog.to_regclass(${quoteLiteral(relation)})`);
  return rows[0] === undefined ? null : { schema: String(rows[0].schema), table: String(rows[0].name) };
}

/** Reads it. @throws as `Session.query` */
export async function fenceStanding(session: Session, column: FencedColumn): Promise<FenceStanding> {
  const { rows } = await session.query(`
    select exists (select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgname = ${quoteLiteral(triggerName(column))}
                   and t.tgenabled = 'O') as has_fence,
           k.oid is not null as has_check, coalesce(k.convalidated, false) as is_validated
    from pg_catalog.pg_class c
    left join pg_catalog.pg_constraint k on k.conrelid = c.oid and k.contype = 'c' and k.conname = ${quoteLiteral(checkName(column))}
    where c.oid = pg_catalog.to_regclass(${quoteLiteral(relationOf(column))})`);
  const row = rows[0];
  return {
    hasFence: row?.has_fence === true,
    hasCheck: row?.has_check === true,
    isValidated: row?.is_validated === true,
  };
}

/** Statements that set the fence, for one transaction; they wait for the table no longer than the session's lock timeout. */
export function setFence(column: FencedColumn): readonly string[] {
  const name = qualifiedName("lockstep", functionName(column));
  const field = quoteIdentifier(column.column);
  const said = `${column.schema}.${column.table}.${column.column}`;
  const body = `
begin
  if new.${field} !~ ${quoteLiteral(envelopePattern)} and (tg_op = 'INSERT' or new.${field} is distinct from old.${field}) then
    raise exception using errcode = 'check_violation', message = ${quoteLiteral(`${said} takes encrypted values only`)},
      hint = 'This was written by code that does not encrypt yet.',
      schema = ${quoteLiteral(column.schema)}, table = ${quoteLiteral(column.table)}, column = ${quoteLiteral(column.column)};
  end if;
  return new;
end
`;
  return [
    `create or replace function ${name}() returns pg_catalog.trigger language plpgsql set search_path = pg_catalog as ${dollarQuote(body)}`,
    `drop trigger if exists ${quoteIdentifier(triggerName(column))} on ${relationOf(column)}`,
    `create trigger ${quoteIdentifier(triggerName(column))} before insert or update of ${field} on ${relationOf(column)}
     for each row execute function ${name}()`,
  ];
}

/** Statements that take it away again, whether it is there or not. */
export function dropFence(column: FencedColumn): readonly string[] {
  return [
    `drop trigger if exists ${quoteIdentifier(triggerName(column))} on ${relationOf(column)}`,
    `drop function if exists ${qualifiedName("lockstep", functionName(column))}()`,
  ];
}

/** Adds the CHECK without looking at rows. */
export function addCheck(column: FencedColumn): string {
  // the underscore and the percent sign are LIKE's own; the prefix holds neither
  return `alter table ${relationOf(column)} add constraint ${quoteIdentifier(checkName(column))}
    check (${quoteIdentifier(column.column)} like ${quoteLiteral(`${envelopePrefix}%`)}) not valid`;
}

/** Has the server itself look at every row, under a lock that lets reads and writes pass. */
export function validateCheck(column: FencedColumn): string {
  return `alter table ${relationOf(column)} validate constraint ${quoteIdentifier(checkName(column))}`;
}

/** Takes the CHECK away, whether it is there or not. */
export function dropCheck(column: FencedColumn): string {
  return `alter table ${relationOf(column)} drop constraint if exists ${quoteIdentifier(checkName(column))}`;
}

function relationOf({ schema, table }: FencedColumn): string {
  return qualifiedName(schema, table);
}

/** Values that have the form of an envelope, over all columns. Reads the table once. @throws as `Session.run` */
export async function countEnvelopes(session: Session, columns: readonly FencedColumn[]): Promise<number> {
  const [first] = columns;
  if (first === undefined) return 0;
  const counts = columns.map(
    ({ column }) => `pg_catalog.count(*) filter (where t.${quoteIdentifier(column)} ~ ${quoteLiteral(envelopePattern)})`,
  );
  const [result] = await session.run([
    `select (${counts.join(" + ")})::pg_catalog.float8 as envelopes from ${relationOf(first)} t`,
  ]);
  return Number(result?.rows[0]?.envelopes ?? 0);
}
