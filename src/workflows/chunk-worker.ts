/**
 * One worker of a data job: claims a chunk, goes through it batch by batch, and claims the next. It may be killed or stopped at any moment; what
 * it has not committed is done by whoever claims the chunk after it.
 */

import { AppError } from "../core/app-error.ts";
import { type FailureRemedy, remedyFor } from "../core/backfill/batch-failure.ts";
import { type BatchLimits, costOf, firstSize, halved, limitsAt, nextSize } from "../core/backfill/batch-size.ts";
import { isCheck } from "../core/backfill/batch-work.ts";
import type { ClaimedChunk } from "../core/backfill/job-run.ts";
import type { KeyValues } from "../core/backfill/key-order.ts";
import { messageOf } from "../core/message-of.ts";
import { type ClaimStanding, claimChunk, openChunks, reclaimChunk, releaseChunk, renewLease } from "../postgres/chunk-claims.ts";
import { Pause } from "../postgres/pause.ts";
import { type Batch, type BatchOutcome, type BatchPlace, findBoundary, quarantineRow, runBatch } from "../postgres/run-batch.ts";
import type { Session } from "../postgres/session.ts";

/** What a worker tells while it works. */
export interface WorkerEvents {
  readonly onBatch: (batch: {
    readonly read: number;
    readonly written: number;
    readonly faults: number;
    readonly tookMs: number;
  }) => void;
  /** Something passing stands in the way. */
  readonly onTrouble: (what: string) => void;
}

/** What a worker is given. */
export interface WorkerMeans {
  readonly place: BatchPlace;
  /** Shown in the ledger. */
  readonly name: string;
  /** What shows the rows that were refused. */
  readonly statusCommand: string;
  readonly limits: BatchLimits;
  /** Rows that may be refused before the run stops; Infinity where they are only counted. */
  readonly quarantineLimit: number;
  readonly open: () => Promise<Session>;
  /** When the next batch may go: null: now; `lastMs` is how long the one before took. */
  readonly clear: (lastMs: number) => Promise<void> | null;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds, of a clock that only goes on. */
  readonly now: () => number;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
  readonly events: WorkerEvents;
}

/** Why a worker ended: nothing is left to claim, Ctrl-C, or somebody paused or cancelled the job. */
export type WorkerEnding = "finished" | "interrupted" | "halted";

/** How often a worker that waits looks whether its job was ended meanwhile. */
const lookMs = 1_000;
/** How long a lost server is waited for. */
const patienceMs = 120_000;
/** Connections lost in a row with no batch between: something ends them on purpose, a role's transaction_timeout say. */
const mostLosses = 20;

/** Open one, `work` it, and close it in `finally`. */
export class ChunkWorker {
  readonly #means: WorkerMeans;
  #session: Session;
  #size: number;
  /** Of writing a row, in milliseconds; null: no batch has written most of its rows yet. */
  #costMs: number | null = null;
  #losses = 0;
  #faults = 0;

  private constructor(means: WorkerMeans, session: Session) {
    this.#means = means;
    this.#session = session;
    this.#size = Math.min(firstSize, means.limits.most);
  }

  /** Connects. @throws as `open` of its means */
  static async open(means: WorkerMeans): Promise<ChunkWorker> {
    return new ChunkWorker(means, await means.open());
  }

  /** Of its connection, for whoever looks who waits for it. */
  get backendPid(): number {
    return this.#session.backendPid;
  }

  /**
   * Works until no chunk is left that it could take, waiting for the leases of others.
   *
   * @throws AppError JOB_FAILED, CONNECT_*, and what the work's own function throws
   */
  async work(): Promise<WorkerEnding> {
    const { place, signal, sleep, name } = this.#means;
    for (;;) {
      if (signal?.aborted === true) return "interrupted";
      const chunk = await this.#surviving(() => claimChunk(this.#session, place.run, name, place.leaseMs));
      if (chunk === null) {
        const { open, nextInMs } = await this.#surviving(() => openChunks(this.#session, place.run));
        if (open === 0) return "finished";
        // others work at them; should one of them be dead, its lease ends
        await sleep(Math.min(Math.max(nextInMs ?? 0, 50), 200));
        continue;
      }
      const ending = await this.#workAt(chunk);
      if (ending !== "next") return ending;
    }
  }

  /** Works at one chunk, where it is free; `busy`: somebody else does. @throws as `work` */
  async workChunk(number: number): Promise<WorkerEnding | "busy"> {
    const { place, name } = this.#means;
    const chunk = await this.#surviving(() => claimChunk(this.#session, place.run, name, place.leaseMs, number));
    if (chunk === null) return "busy";
    const ending = await this.#workAt(chunk);
    return ending === "next" ? "finished" : ending;
  }

  /** Never throws. */
  async close(): Promise<void> {
    await this.#session.close();
  }

  /** Gives the chunk back where it cannot go on. */
  async #workAt(chunk: ClaimedChunk): Promise<"next" | WorkerEnding> {
    try {
      return await this.#workChunk(chunk);
    } catch (error) {
      await releaseChunk(this.#session, this.#means.place.run, chunk).catch(() => undefined);
      throw error;
    }
  }

  async #workChunk(claimed: ClaimedChunk): Promise<"next" | WorkerEnding> {
    const { place, signal, events, now, quarantineLimit } = this.#means;
    let chunk: ClaimedChunk | null = claimed;
    let batch: Batch | null = null;
    let lastMs = 0;
    let refusals = 0;
    while (chunk !== null) {
      const standing = await this.#clear(chunk, lastMs);
      if (standing === "lost") return "next";
      if (standing === "halted") return this.#leave(chunk, "halted");
      if (signal?.aborted === true) return this.#leave(chunk, "interrupted");
      batch ??= await this.#firstBatch(chunk);
      if (batch === null) {
        chunk = await this.#reconnected(chunk, "the connection broke");
        continue;
      }
      const started = now();
      const outcome: BatchOutcome = await runBatch(this.#session, place, batch);
      lastMs = now() - started;
      if (outcome.kind === "lost") {
        // a batch that was longer than somebody allows a connection to be would be lost again
        this.#size = Math.ceil(this.#size / 4);
        if (++this.#losses > mostLosses) throw this.#keepsBreaking(outcome.error);
        chunk = await this.#reconnected(chunk, messageOf(outcome.error));
        batch = null;
        continue;
      }
      if (outcome.kind === "refused") {
        const remedy = remedyFor(outcome.state);
        if (remedy === "lost-chunk") return "next";
        if (remedy === "halted") return this.#leave(chunk, "halted");
        refusals++;
        const moved = await this.#heal(remedy, outcome, batch, refusals);
        if (moved !== null) chunk = { ...chunk, cursor: moved };
        batch = null;
        continue;
      }
      refusals = 0;
      this.#losses = 0;
      this.#faults += outcome.faults;
      events.onBatch({ ...outcome, tookMs: lastMs });
      if (this.#faults > quarantineLimit) throw this.#tooMany();
      if (batch.rows === null) return "next";
      this.#size = this.#nextSize(batch.rows, { ...outcome, tookMs: lastMs });
      chunk = { ...chunk, cursor: batch.range.upTo };
      // what was looked ahead for before this batch turned out to be slow would be as slow again
      const isTooFar: boolean = batch.ahead > this.#size * 2;
      batch = isTooFar ? null : batchAt(chunk, batch.range.upTo, outcome.boundary, batch.ahead, this.#size);
    }
    return "next";
  }

  #nextSize(rows: number, batch: { readonly read: number; readonly written: number; readonly tookMs: number }): number {
    const { place, limits } = this.#means;
    this.#costMs = costOf(batch, this.#costMs);
    return nextSize(rows, batch.tookMs, isCheck(place.work) ? limits : limitsAt(this.#costMs, limits));
  }

  // behind a pooler the backend lives on, and whoever comes next would wait for the lease
  async #leave(chunk: ClaimedChunk, ending: WorkerEnding): Promise<WorkerEnding> {
    await releaseChunk(this.#session, this.#means.place.run, chunk).catch(() => undefined);
    return ending;
  }

  /** Null: the connection broke while looking. */
  async #firstBatch(chunk: ClaimedChunk): Promise<Batch | null> {
    const { table } = this.#means.place;
    const size = this.#size;
    try {
      const boundary = await findBoundary(this.#session, table, { after: chunk.cursor, upTo: chunk.upper }, size);
      return batchAt(chunk, chunk.cursor, boundary, size, size);
    } catch (error) {
      if (isLost(error)) return null;
      throw error;
    }
  }

  /** Does what a refusal calls for. @returns the key that was gone past, or null */
  async #heal(
    remedy: FailureRemedy,
    refused: Extract<BatchOutcome, { readonly kind: "refused" }>,
    batch: Batch,
    refusals: number,
  ): Promise<KeyValues | null> {
    const { place, events, sleep, random } = this.#means;
    if (remedy === "retry") {
      events.onTrouble(`${refused.state === "55P03" ? "rows are locked by others" : messageOf(refused.error)}; trying again`);
      // a batch that meets a long lock again and again is made smaller until it stands alone before it
      if (refusals % 3 === 0) this.#size = halved(this.#size);
      await sleep(Math.min(50 * 2 ** Math.min(refusals, 6), 2_000) * (0.5 + random()));
      return null;
    }
    if (remedy === "halve" && (batch.rows ?? 2) > 1 && this.#size > 1) {
      this.#size = halved(Math.min(this.#size, batch.rows ?? this.#size));
      return null;
    }
    if (remedy !== "halve" || batch.rows === null) throw this.#failure(refused);
    const outcome = await quarantineRow(this.#session, place, batch, refused);
    if (outcome.kind !== "done") return null;
    this.#faults++;
    events.onBatch({ read: outcome.read, written: 0, faults: 1, tookMs: 0 });
    this.#size = 2;
    if (this.#faults > this.#means.quarantineLimit) throw this.#tooMany();
    return batch.range.upTo;
  }

  #failure({ state, error }: Extract<BatchOutcome, { readonly kind: "refused" }>): AppError {
    const said = /^(22|23|P0)/.test(state) ? "a row was refused" : messageOf(error);
    return new AppError({
      code: "JOB_FAILED",
      message: `${this.#session.display}: ${said} (SQLSTATE ${state}).`,
      hint: "What was done is done. When the cause is gone, the same command goes on from there.",
      cause: error,
    });
  }

  #keepsBreaking(error: unknown): AppError {
    return new AppError({
      code: "JOB_FAILED",
      message: `${this.#session.display}: the connection broke ${mostLosses} times in a row, each time during a batch: ${messageOf(error)}.`,
      hint: "Look what ends it: timeouts that the role has, the server's log, or a transform that takes longer than the lease (--lease).",
      cause: error,
    });
  }

  #tooMany(): AppError {
    return new AppError({
      code: "JOB_FAILED",
      message: `More than ${this.#means.quarantineLimit} rows were refused: that is no exception any more.`,
      hint: `Look at them: ${this.#means.statusCommand}. Raise \`quarantine\` in the job if they are to be left out.`,
    });
  }

  /** Waits for leave to go on, and keeps the chunk meanwhile, unless somebody takes it or ends the job. */
  async #clear(chunk: ClaimedChunk, lastMs: number): Promise<ClaimStanding> {
    const { clear, place } = this.#means;
    const cleared = clear(lastMs);
    if (cleared === null) return "ours";
    let isClear = false;
    const pause = new Pause();
    const waiting = cleared.finally(() => {
      isClear = true;
      pause.end();
    });
    while (!isClear) {
      await Promise.race([waiting, pause.for(Math.min(place.leaseMs / 3, lookMs))]);
      if (isClear) break;
      // a broken connection is the next batch's to notice
      const standing = await renewLease(this.#session, place.run, chunk, place.leaseMs).catch(() => "ours" as const);
      if (standing !== "ours") return standing;
    }
    await waiting;
    return "ours";
  }

  async #reconnected(chunk: ClaimedChunk, why: string): Promise<ClaimedChunk | null> {
    const { place } = this.#means;
    await this.#reconnect(why);
    return this.#surviving(() => reclaimChunk(this.#session, place.run, chunk, place.leaseMs));
  }

  /** Does it again when the connection breaks. */
  async #surviving<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isLost(error)) throw error;
        await this.#reconnect(messageOf(error));
      }
    }
  }

  async #reconnect(why: string): Promise<void> {
    const { open, sleep, now, random, events, signal } = this.#means;
    events.onTrouble(`the connection broke (${why}); connecting again`);
    await this.#session.close();
    const until = now() + patienceMs;
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 3_000)) {
      await sleep(pauseMs * (0.5 + random()));
      try {
        this.#session = await open();
        return;
      } catch (error) {
        const mayComeBack = isLost(error) && now() < until && signal?.aborted !== true;
        if (!mayComeBack) throw error;
      }
    }
  }
}

function batchAt(chunk: ClaimedChunk, after: KeyValues | null, boundary: KeyValues | null, rows: number, ahead: number): Batch {
  return {
    chunk,
    range: { after, upTo: boundary ?? chunk.upper },
    rows: boundary === null ? null : rows,
    ahead,
  };
}

function isLost(error: unknown): boolean {
  return error instanceof AppError && error.code.startsWith("CONNECT_") && error.code !== "CONNECT_AUTHENTICATION";
}
