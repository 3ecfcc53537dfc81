/**
 * One batch of a job: a transaction that holds the chunk, changes the rows of a range of keys and moves the chunk's cursor. Either all of it has
 * happened or nothing; a reply that was lost is answered by the cursor. The boundary of the next batch is read along.
 */

import { type RefusalNames, refusalReason } from "../core/backfill/batch-failure.ts";
import {
  advance,
  type BatchRange,
  boundaryQuery,
  checkAndAdvance,
  computedUpdate,
  countQuery,
  type KeyRange,
  lockedRowsQuery,
  quarantine,
  rangeUpdate,
  rowsQuery,
  wrongRowState,
} from "../core/backfill/batch-sql.ts";
import { type BatchRow, type BatchWork, type ComputedWork, isCheck, type RowVerdict } from "../core/backfill/batch-work.ts";
import type { ClaimedChunk } from "../core/backfill/job-run.ts";
import { type KeyValues, keyOf } from "../core/backfill/key-order.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { leaseEnd } from "./chunk-claims.ts";
import type { JobTable } from "./job-table.ts";
import type { ResultRow, StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** What all batches of a run have in common. */
export interface BatchPlace {
  readonly run: string;
  readonly table: JobTable;
  readonly work: BatchWork;
  readonly leaseMs: number;
  /** Of one wait for a row; short, as the rows that are held already are waited for by others. */
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** The triggers of the team are skipped. */
  readonly isReplica: boolean;
}

/** A batch. */
export interface Batch {
  readonly chunk: ClaimedChunk;
  readonly range: BatchRange;
  /** Rows in it; null: fewer than asked for, and the last of its chunk. */
  readonly rows: number | null;
  /** Rows to look ahead for the next one. */
  readonly ahead: number;
}

/** What became of it. */
export type BatchOutcome =
  | {
      readonly kind: "done";
      readonly read: number;
      readonly written: number;
      /** Rows that went into the quarantine, or that a check found wrong. */
      readonly faults: number;
      /** Where the next batch ends; null: with the chunk. */
      readonly boundary: KeyValues | null;
    }
  /** The server refused, and nothing has happened. */
  | { readonly kind: "refused"; readonly state: string; readonly reason: string; readonly error: unknown }
  /** The connection broke: the chunk's cursor knows. */
  | { readonly kind: "lost"; readonly error: unknown };

type Broken = Exclude<BatchOutcome, { readonly kind: "done" }>;

/** Where the first batch of a chunk ends; null: with the chunk. @throws as `Session.query` */
export async function findBoundary(session: Session, table: JobTable, range: KeyRange, rows: number): Promise<KeyValues | null> {
  const { rows: found } = await session.query(boundaryQuery(table, range, rows));
  return found[0] === undefined ? null : keyOf(table.key, found[0]);
}

/** Runs it. Never throws for what the server or the network does. @throws what the work's own function throws, after a rollback */
export async function runBatch(session: Session, place: BatchPlace, batch: Batch): Promise<BatchOutcome> {
  const { work, table } = place;
  if (work.kind === "sql") return oneMessage(session, place, batch, rangeUpdate(table, batch.range, work));
  if (work.kind === "check-sql") return checkInSql(session, place, batch, work);
  const { range } = batch;
  const query =
    work.kind === "computed"
      ? lockedRowsQuery(table, range, work.reads, work.where)
      : rowsQuery(table, range, work.reads, work.where);
  const sent = await send(session, [...opening(place, batch), { label: "rows", sql: query }]);
  if (sent.kind !== "done") return sent;
  const rows = rowsOf(table, work.reads, sent.results.get("rows")?.rows ?? []);
  const verdicts = await rollingBack(session, async () =>
    // the lease ends after the whole batch
    work.kind === "computed" ? work.compute(rows, place.leaseMs / 3) : work.check(rows),
  );
  const faults = rows.flatMap(({ key }, i) => {
    const verdict = verdicts[i];
    return verdict?.kind === "fault" ? [{ key, state: verdict.code, reason: verdict.reason }] : [];
  });
  return work.kind === "computed"
    ? writeBack(session, place, batch, { work, rows, verdicts, faults })
    : countBack(session, place, batch, { faults });
}

/** Goes past one row that the server refuses. The batch must be of that row. */
export function quarantineRow(
  session: Session,
  place: BatchPlace,
  batch: Batch,
  names: Pick<Broken & { kind: "refused" }, "state" | "reason">,
) {
  const row = { key: batch.range.upTo, state: names.state, reason: names.reason };
  const beside = [quarantine(chunkOf(place, batch), [row]), ...(isCheck(place.work) ? [countWrong(place, batch, 1)] : [])];
  return oneMessage(session, place, batch, null, beside, 1);
}

interface Computed {
  readonly work: ComputedWork;
  readonly rows: readonly BatchRow[];
  readonly verdicts: readonly RowVerdict[];
  readonly faults: readonly { readonly key: KeyValues; readonly state: string; readonly reason: string }[];
}

async function writeBack(session: Session, place: BatchPlace, batch: Batch, computed: Computed): Promise<BatchOutcome> {
  const { work, rows, verdicts, faults } = computed;
  const update = computedUpdate(place.table, batch.range, work, rows, verdicts);
  const beside = [
    ...(faults.length === 0 ? [] : [quarantine(chunkOf(place, batch), faults)]),
    ...(work.alongside?.(rows, verdicts) ?? []),
  ];
  return finish(await send(session, closing(place, batch, update, beside)), batch, place, faults.length);
}

async function countBack(
  session: Session,
  place: BatchPlace,
  batch: Batch,
  { faults }: Pick<Computed, "faults">,
): Promise<BatchOutcome> {
  const beside =
    faults.length === 0
      ? []
      : [
          quarantine(
            chunkOf(place, batch),
            faults.slice(0, 20).map(({ key, reason }) => ({ key, state: wrongRowState, reason })),
          ),
          countWrong(place, batch, faults.length),
        ];
  return finish(await send(session, closing(place, batch, null, beside)), batch, place, faults.length);
}

/** A row that cannot be looked at is not known to be right. */
function countWrong({ run }: BatchPlace, { chunk }: Batch, rows: number): string {
  return `update lockstep.job_chunk c set wrong = c.wrong + ${rows} where c.job = ${quoteLiteral(run)} and c.number = ${chunk.number}`;
}

async function oneMessage(
  session: Session,
  place: BatchPlace,
  batch: Batch,
  statement: string | null,
  beside: readonly string[] = [],
  faults = 0,
): Promise<BatchOutcome> {
  return finish(
    await send(session, [...opening(place, batch), ...closing(place, batch, statement, beside)]),
    batch,
    place,
    faults,
  );
}

async function checkInSql(
  session: Session,
  place: BatchPlace,
  batch: Batch,
  work: Extract<BatchWork, { readonly kind: "check-sql" }>,
): Promise<BatchOutcome> {
  const how = { isLast: batch.rows === null, leaseEnd: leaseEnd(place.leaseMs) };
  const check = checkAndAdvance(place.table, chunkOf(place, batch), batch.range, work, how);
  const sent = await send(session, [
    ...opening(place, batch),
    { label: "advance", sql: check },
    ...lookAhead(place, batch),
    { label: "commit", sql: "commit" },
  ]);
  if (sent.kind !== "done") return sent;
  const { read, wrong } = sent.results.get("advance")?.rows[0] ?? {};
  return { kind: "done", read: Number(read), written: 0, faults: Number(wrong), boundary: boundaryOf(sent.results, place) };
}

interface Labelled {
  readonly label: string;
  readonly sql: string;
}

/**
 * Of keys and of values that Node computes with: texts that lose nothing, and mean the same to whoever reads them. The order of day and month
 * stays the role's, as the job's own expressions may rest on it.
 */
export const textForms: readonly string[] = [
  "set local datestyle = 'ISO'",
  "set local intervalstyle = 'postgres'",
  "set local extra_float_digits = 1",
];

/** Everything before the rows are touched. */
function opening(place: BatchPlace, { chunk }: Batch): readonly Labelled[] {
  const { run, leaseMs, lockTimeoutMs, statementTimeoutMs, isReplica } = place;
  const settings = [
    // whatever the role's default is: a batch sees what others have committed before it got hold of the chunk
    "begin isolation level read committed",
    // a worker that was left behind is waited for by its row in the ledger
    `set local lock_timeout = ${Math.trunc(leaseMs)}`,
    `set local statement_timeout = ${Math.trunc(statementTimeoutMs)}`,
    `set local idle_in_transaction_session_timeout = ${Math.trunc(leaseMs)}`,
    ...textForms,
    ...(isReplica ? ["set local session_replication_role = replica"] : []),
    `select lockstep.hold_chunk(${quoteLiteral(run)}, ${chunk.number}, ${chunk.epoch})`,
    `set local lock_timeout = ${Math.trunc(lockTimeoutMs)}`,
  ];
  return settings.map((sql) => ({ label: "opening", sql }));
}

/** Everything after they were read. */
function closing(place: BatchPlace, batch: Batch, statement: string | null, beside: readonly string[]): readonly Labelled[] {
  const { range, rows } = batch;
  const read = rows === null ? `(${countQuery(place.table, range)})` : String(rows);
  const how = { statement, read, isLast: rows === null, leaseEnd: leaseEnd(place.leaseMs) };
  return [
    ...beside.map((sql) => ({ label: "beside", sql })),
    { label: "advance", sql: advance(chunkOf(place, batch), range, how) },
    ...(rows === null ? [{ label: "count", sql: countQuery(place.table, range) }] : []),
    ...lookAhead(place, batch),
    { label: "commit", sql: "commit" },
  ];
}

function lookAhead({ table }: BatchPlace, { rows, range, chunk, ahead }: Batch): readonly Labelled[] {
  if (rows === null) return [];
  return [{ label: "ahead", sql: boundaryQuery(table, { after: range.upTo, upTo: chunk.upper }, ahead) }];
}

type Sent = { readonly kind: "done"; readonly results: ReadonlyMap<string, StatementResult> } | Broken;

async function send(session: Session, statements: readonly Labelled[]): Promise<Sent> {
  const exchange = await session.exchange(statements.map(({ sql }) => sql).join("\n;\n"));
  if (exchange.kind === "done")
    return { kind: "done", results: new Map(exchange.results.map((result, i) => [statements[i]?.label ?? "", result])) };
  if (exchange.kind === "lost") return exchange;
  const ended = await session.exchange("rollback");
  if (ended.kind === "lost") return ended;
  return {
    kind: "refused",
    state: exchange.state,
    reason: refusalReason(namesIn(exchange.state, exchange.error)),
    error: exchange.error,
  };
}

function finish(sent: Sent, { rows }: Batch, place: BatchPlace, faults: number): BatchOutcome {
  if (sent.kind !== "done") return sent;
  const written = Number(sent.results.get("advance")?.rows[0]?.written ?? 0);
  const read = rows ?? Number(sent.results.get("count")?.rows[0]?.count ?? 0);
  return { kind: "done", read, written, faults, boundary: boundaryOf(sent.results, place) };
}

function boundaryOf(results: ReadonlyMap<string, StatementResult>, { table }: BatchPlace): KeyValues | null {
  const row = results.get("ahead")?.rows[0];
  return row === undefined ? null : keyOf(table.key, row);
}

function chunkOf({ run }: BatchPlace, { chunk }: Batch) {
  return { run, number: chunk.number };
}

function rowsOf({ key }: JobTable, reads: readonly string[], rows: readonly ResultRow[]): readonly BatchRow[] {
  return rows.map((row) => ({
    key: keyOf(key, row),
    values: reads.map((_, i) => {
      const value = row[`v${i}`];
      return value === null || value === undefined ? null : String(value);
    }),
  }));
}

async function rollingBack<T>(session: Session, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await session.exchange("rollback");
    throw error;
  }
}

function namesIn(state: string, error: unknown): RefusalNames {
  const fields: Readonly<Record<string, unknown>> = typeof error === "object" && error !== null ? { ...error } : {};
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return { state, constraint: text(fields.constraint), column: text(fields.column), dataType: text(fields.dataType) };
}
