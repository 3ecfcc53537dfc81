/** Wrapped data keys and the proofs of encrypted rows, in the target beside the journal: without the master key they are worth nothing. */

import { AppError } from "../core/app-error.ts";
import { arrayLiteral } from "../core/backfill/key-order.ts";
import { dataKeysSql, type StoredDataKey } from "../core/encryption/data-key.ts";
import { nonceBytes, tagBytes } from "../core/encryption/envelope.ts";
import { type ColumnProofs, proofBytes, type ValueProof } from "../core/encryption/row-proof.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

const tables: readonly string[] = [
  `create table if not exists lockstep.data_key (
    kid pg_catalog.text primary key,
    column_id pg_catalog.uuid not null,
    purpose pg_catalog.text not null check (purpose in ('data', 'index')),
    wrapped pg_catalog.text not null,
    kek pg_catalog.text not null,
    is_current pg_catalog.bool not null default false,
    created_at pg_catalog.timestamptz not null default pg_catalog.clock_timestamp(),
    reserved pg_catalog.int8 not null default 0,
    retired_at pg_catalog.timestamptz
  )`,
  "create unique index if not exists data_key_current on lockstep.data_key (column_id, purpose) where is_current",
  "comment on table lockstep.data_key is 'Keys of encrypted columns, wrapped by a master key that is not in this database. Without these rows nothing opens.'",
  `create table if not exists lockstep.encryption_proof (
    column_id pg_catalog.uuid not null,
    nonce pg_catalog.text not null,
    digest pg_catalog.text not null
  )`,
  `create table if not exists lockstep.encryption_proof_pack (
    column_id pg_catalog.uuid not null,
    proofs pg_catalog.bytea not null
  )`,
  // what is random does not get shorter
  "alter table lockstep.encryption_proof_pack alter column proofs set storage external",
  "comment on table lockstep.encryption_proof_pack is 'Proofs as batches have kept them, until a verification takes them up.'",
  "comment on table lockstep.encryption_proof is 'Keyed digests of what rows held before they were encrypted; dropped after verification and scrub.'",
];

/** A key with what the ledger counts. */
export interface LedgerDataKey extends StoredDataKey {
  /** Encryptions that were reserved, which is at least as many as were made. */
  readonly reserved: number;
  readonly isRetired: boolean;
}

/** Makes the tables, in the schema that the ledger of jobs has made. @throws AppError as `Session.run` */
export async function makeKeyTables(session: Session): Promise<void> {
  if (await hasTable(session, "encryption_proof_pack")) return;
  await session.run(["begin", "set local client_min_messages = warning", ...tables, "commit"]);
}

async function hasTable(session: Session, name: string): Promise<boolean> {
  const { rows } = await session.query(`select pg_catalog.to_regclass(${quoteLiteral(`lockstep.${name}`)}) is not null as there`);
  return rows[0]?.there === true;
}

/** The keys of columns, oldest first; those of all columns where none is named. @throws as `Session.query` */
export async function readDataKeys(session: Session, columnIds: readonly string[]): Promise<readonly LedgerDataKey[]> {
  // whether a column was ever encrypted here
  if (!(await hasTable(session, "data_key"))) return [];
  const { rows } = await session.query(
    `select k.kid, k.column_id, k.purpose, k.wrapped, k.kek, k.is_current, d.reserved::pg_catalog.float8 as reserved, d.retired_at is not null as is_retired
     from (${dataKeysSql}) k join lockstep.data_key d on d.kid = k.kid
     where k.column_id = any (${arrayLiteral(columnIds)}) order by d.created_at, k.kid`,
  );
  return rows.map(keyOf);
}

/** A key that is to be kept. */
export interface NewDataKey extends Omit<StoredDataKey, "is_current"> {
  readonly is_current: boolean;
}

/** Keeps keys; a column that has got a current one meanwhile keeps that. @throws as `Session.run` */
export async function keepDataKeys(session: Session, keys: readonly NewDataKey[]): Promise<void> {
  for (const { kid, column_id, purpose, wrapped, kek, is_current } of keys)
    await session.run([
      `insert into lockstep.data_key (kid, column_id, purpose, wrapped, kek, is_current)
       values (${[kid, column_id, purpose, wrapped, kek].map(quoteLiteral).join(", ")}, ${is_current}) on conflict do nothing`,
    ]);
}

/** Makes a key the one that seals, in place of the one before. @throws as `Session.run` */
export async function activateDataKey(session: Session, { kid, column_id, purpose }: StoredDataKey): Promise<void> {
  const place = `column_id = ${quoteLiteral(column_id)} and purpose = ${quoteLiteral(purpose)}`;
  await session.run([
    "begin",
    `update lockstep.data_key set is_current = false where ${place} and is_current`,
    `update lockstep.data_key set is_current = true where ${place} and kid = ${quoteLiteral(kid)}`,
    "commit",
  ]);
}

/** Notes that nothing is sealed with these keys any more. They stay: backups still need them. @throws as `Session.run` */
export async function retireDataKeys(session: Session, kids: readonly string[]): Promise<void> {
  if (kids.length === 0) return;
  await session.run([
    `update lockstep.data_key set retired_at = pg_catalog.clock_timestamp()
     where kid = any (${arrayLiteral(kids)}) and retired_at is null and not is_current`,
  ]);
}

/** Puts keys under another master key, all of them or none. @throws as `Session.run` */
export async function rewrapDataKeys(session: Session, keys: readonly StoredDataKey[]): Promise<void> {
  await session.run([
    "begin",
    ...keys.map(
      ({ kid, wrapped, kek }) =>
        `update lockstep.data_key set wrapped = ${quoteLiteral(wrapped)}, kek = ${quoteLiteral(kek)} where kid = ${quoteLiteral(kid)}`,
    ),
    "commit",
  ]);
}

/** Encryptions that one worker takes at a time. */
export const reservedBlock = 2 ** 16;
/** From here on a report says that a new key is due; and from here on none is made with it. Half of what is safe is left to applications. */
export const reservedWarning = 2 ** 30;
const reservedLimit = 2 ** 31;

/** Reserves encryptions under a key, in a transaction of its own; returns the new sum. @throws AppError ENCRYPTION_REFUSED at the limit */
export async function reserveEncryptions(session: Session, kid: string): Promise<number> {
  const [result] = await session.run([
    `update lockstep.data_key set reserved = reserved + ${reservedBlock}
     where kid = ${quoteLiteral(kid)} and reserved + ${reservedBlock} <= ${reservedLimit}
     returning reserved::pg_catalog.float8 as reserved`,
  ]);
  const reserved = result?.rows[0]?.reserved;
  if (typeof reserved === "number") return reserved;
  throw new AppError({
    code: "ENCRYPTION_REFUSED",
    message: `Data key ${kid} has sealed 2^31 values, and random nonces allow no more: a new key is due.`,
    hint: "lockstep encrypt rotate JOB --env ENV",
  });
}

/** Statements that keep proofs, for the transaction that encrypts their rows: a row for each column of a batch, as a row for each value costs it dear. */
export function keepProofs(proofs: readonly ColumnProofs[]): readonly string[] {
  return proofs
    .filter(({ bytes }) => bytes.length > 0)
    .map(
      ({ columnId, bytes }) => `insert into lockstep.encryption_proof_pack (column_id, proofs)
      values (${quoteLiteral(columnId)}, pg_catalog.decode('${Buffer.from(bytes).toString("base64")}', 'base64'))`,
    );
}

/** Makes the proofs that were kept since the last time quick to find. @throws as `Session.run` */
export async function unpackProofs(session: Session): Promise<void> {
  await session.run([
    `with packs as (
       -- appended to, the bytes are in memory and not fetched anew for each proof
       delete from lockstep.encryption_proof_pack p returning p.column_id, p.proofs || '' as proofs
     )
     insert into lockstep.encryption_proof (column_id, nonce, digest)
     select k.column_id, ${base64urlSql("k.proofs", 1, nonceBytes)}, ${base64urlSql("k.proofs", 1 + nonceBytes, tagBytes)}
     from packs k, pg_catalog.generate_series(0, pg_catalog.length(k.proofs) - 1, ${proofBytes}) as at`,
    "create index if not exists encryption_proof_nonce on lockstep.encryption_proof (nonce)",
    "analyze lockstep.encryption_proof",
  ]);
}

function base64urlSql(bytes: string, from: number, length: number): string {
  const text = `pg_catalog.encode(pg_catalog.substring(${bytes}, at + ${from}, ${length}), 'base64')`;
  return `pg_catalog.translate(${text}, '+/=', '-_')`;
}

/** The proofs of values with these nonces. @throws as `Session.query` */
export async function readProofs(
  session: Session,
  columnIds: readonly string[],
  nonces: readonly string[],
): Promise<readonly ValueProof[]> {
  if (nonces.length === 0) return [];
  const { rows } = await session.query(
    `select p.column_id::pg_catalog.text as column_id, p.nonce, p.digest from lockstep.encryption_proof p
     where p.nonce = any (${arrayLiteral(nonces)}) and p.column_id = any (${arrayLiteral(columnIds)}::pg_catalog.uuid[])
     order by p.column_id, p.nonce`,
  );
  return rows.map((row) => ({ columnId: String(row.column_id), nonce: String(row.nonce), digest: String(row.digest) }));
}

/** Forgets the proofs of columns. @throws as `Session.run` */
export async function dropProofs(session: Session, columnIds: readonly string[]): Promise<void> {
  const ids = `${arrayLiteral(columnIds)}::pg_catalog.uuid[]`;
  await session.run([
    `delete from lockstep.encryption_proof where column_id = any (${ids})`,
    `delete from lockstep.encryption_proof_pack where column_id = any (${ids})`,
  ]);
}

function keyOf(row: ResultRow): LedgerDataKey {
  return {
    kid: String(row.kid),
    column_id: String(row.column_id),
    purpose: String(row.purpose),
    wrapped: String(row.wrapped),
    kek: String(row.kek),
    is_current: row.is_current === true,
    reserved: Number(row.reserved),
    isRetired: row.is_retired === true,
  };
}
