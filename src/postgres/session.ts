/**
 * One connection to one database. Its reads are batches: all queries of a snapshot travel in a single message inside
 * one read-only repeatable-read transaction, so that a picture of the catalog costs one round trip and is never torn.
 */

import type { Client, Submittable } from "pg";
import { AppError } from "../core/app-error.ts";
import type { ServerVersion } from "../core/catalog/server-version.ts";
import { sendCancelRequest } from "./cancel-request.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import type { DialledConnection } from "./dial.ts";
import { type LockHolder, type LockWatch, type Observer, watchForLockHolders } from "./lock-holder.ts";
import { queryError } from "./query-error.ts";
import { BatchFailure, ReadBatch, type RowSink, type StatementResult } from "./read-batch.ts";
import { openReadOnlyTransaction, type ReadLimits } from "./read-only-transaction.ts";
import { sqlState } from "./sql-state.ts";
import type { TlsReport } from "./tls.ts";

/** What a session is made of; `openSession` gathers it. */
export interface SessionParts extends DialledConnection, ReadLimits {
  readonly target: ConnectionTarget;
  readonly version: ServerVersion;
  readonly readOnly: boolean;
  readonly applicationName: string;
  readonly signal: AbortSignal | undefined;
  /** Opens a second, short session to look at this one from outside. */
  readonly openObserver: () => Promise<Observer>;
}

/** What came of one message. */
export type Exchange =
  | { readonly kind: "done"; readonly results: readonly StatementResult[] }
  /** The server refused a statement after those that gave `results`; a transaction that was open is aborted and still open. */
  | { readonly kind: "refused"; readonly results: readonly StatementResult[]; readonly state: string; readonly error: unknown }
  /** The connection broke: what had been sent may have happened or not. */
  | { readonly kind: "lost"; readonly error: unknown };

/** A connection whose statements run one after the other. Close it in `finally`. */
export class Session {
  readonly target: ConnectionTarget;
  readonly serverVersion: ServerVersion;
  readonly tls: TlsReport;
  /** As the server told while connecting; behind a pooler it is not the backend's. */
  readonly backendPid: number;
  readonly applicationName: string;
  readonly #parts: SessionParts;
  readonly #client: Client;
  readonly #key: number;
  #turn: Promise<unknown> = Promise.resolve();
  #watch: LockWatch | null = null;
  /** Statements of the last failed message that were done before the one that failed. */
  #completed = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#client = parts.client;
    this.target = parts.target;
    this.serverVersion = parts.version;
    this.tls = parts.tls;
    this.applicationName = parts.applicationName;
    const { processID, secretKey } = backendKey(parts.client);
    this.backendPid = processID;
    this.#key = secretKey;
  }

  /** The target without its password. */
  get display(): string {
    return this.target.display;
  }

  /** Longest wait for a lock. */
  get lockTimeoutMs(): number {
    return this.#parts.lockTimeoutMs;
  }

  /** True on a read replica, which reads well and writes nothing. */
  get inReplica(): boolean {
    return this.#parts.parameters.get("in_hot_standby") === "on";
  }

  /** True where somebody has decided that transactions here only read unless they say otherwise. */
  get readsByDefault(): boolean {
    return this.#parts.parameters.get("default_transaction_read_only") === "on";
  }

  /**
   * Opens another session to the same target with the same settings. For what needs two connections at once.
   *
   * @throws what `openSession` throws
   */
  openObserver(): Promise<Observer> {
    return this.#parts.openObserver();
  }

  /**
   * Runs statements in one read-only snapshot and one round trip; the results are in their order. Each text must be
   * exactly one statement, of ours: a `commit` in it would end the read-only transaction.
   *
   * @param afterwards run in a second, newer snapshot within the same round trip; their results follow the others
   * @throws AppError LOCK_TIMEOUT, STATEMENT_TIMEOUT, PERMISSION_DENIED, CONNECT_LOST, SQL_ERROR, INTERRUPTED
   */
  async snapshot(
    statements: readonly string[],
    afterwards: readonly string[] = [],
    sink?: RowSink,
  ): Promise<readonly StatementResult[]> {
    return this.#exclusive(async () => {
      const opening = openReadOnlyTransaction(this.#parts);
      const first = [...opening, ...statements, "commit"];
      const second = afterwards.length === 0 ? [] : [...opening, ...afterwards, "commit"];
      const mine = (index: number) => index >= opening.length && index < opening.length + statements.length;
      const own: RowSink | null =
        sink === undefined
          ? null
          : {
              begin: (index, fields) => mine(index) && sink.begin(index - opening.length, fields),
              take: (index, row) => sink.take(index - opening.length, row),
            };
      const results = await this.#send([...first, ...second], opening.length, own);
      const fromSecond = results.slice(first.length + opening.length, first.length + opening.length + afterwards.length);
      return [...results.slice(opening.length, opening.length + statements.length), ...fromSecond];
    });
  }

  /** One statement in a read-only transaction of its own. @throws as `snapshot` */
  async query(sql: string): Promise<StatementResult> {
    const [result] = await this.snapshot([sql]);
    return result ?? { fields: [], rows: [] };
  }

  /**
   * Keeps one read-only transaction open while `work` asks; `first` runs in the same round trip as the opening. The
   * transaction ends with `work`, whose result is returned; nothing else runs on this session meanwhile.
   *
   * @throws as `snapshot`, and what `work` throws
   */
  async transaction<T>(
    first: readonly string[],
    work: (results: readonly StatementResult[], ask: (sql: string) => Promise<StatementResult>) => Promise<T>,
  ): Promise<T> {
    return this.#exclusive(async () => {
      const opening = openReadOnlyTransaction(this.#parts);
      const results = await this.#send([...opening, ...first], opening.length);
      const ask = async (sql: string) => (await this.#send([sql], 0))[0] ?? { fields: [], rows: [] };
      try {
        return await work(results.slice(opening.length), ask);
      } finally {
        // read only: whether it commits or not makes no difference, and a failure shows in the next statement
        await this.#raw("commit").catch(() => undefined);
      }
    });
  }

  /**
   * Sends statements as they are, without transaction or settings; for sessions opened with `readOnly: false`.
   *
   * @throws AppError as `snapshot`; INTERNAL on a read-only session
   */
  async run(statements: readonly string[]): Promise<readonly StatementResult[]> {
    if (this.#parts.readOnly) throw new AppError({ code: "INTERNAL", message: `${this.display}: this session only reads.` });
    return this.#exclusive(() => this.#send(statements, 0));
  }

  /**
   * As `run`; a statement that the server refuses is the result and no failure, and none of them has happened then.
   *
   * @returns null, or the index of the refused statement, the SQLSTATE, and the server's words with it
   * @throws AppError CONNECT_LOST, INTERRUPTED; INTERNAL on a read-only session
   */
  async attempt(
    statements: readonly string[],
  ): Promise<{ readonly index: number; readonly message: string; readonly state: string } | null> {
    if (this.#parts.readOnly) throw new AppError({ code: "INTERNAL", message: `${this.display}: this session only reads.` });
    return this.#exclusive(async () => {
      try {
        await this.#send(statements, 0);
        return null;
      } catch (error) {
        const state = sqlState(error);
        const isRefusal = error instanceof AppError && error.code !== "CONNECT_LOST" && error.code !== "INTERRUPTED";
        if (state === null || !isRefusal) throw error;
        const said = error.cause instanceof Error ? error.cause.message : error.message;
        return { index: Math.min(this.#completed, statements.length - 1), message: `${said} (SQLSTATE ${state})`, state };
      }
    });
  }

  /**
   * Runs a script of any number of statements as one message, which the server takes as one transaction unless the script
   * says otherwise; for sessions opened with `readOnly: false`.
   *
   * @throws AppError as `snapshot`; INTERNAL on a read-only session
   */
  async runScript(script: string): Promise<void> {
    if (this.#parts.readOnly) throw new AppError({ code: "INTERNAL", message: `${this.display}: this session only reads.` });
    await this.#exclusive(async () => {
      try {
        await this.#raw(script);
      } catch (error) {
        throw this.#explain(error instanceof BatchFailure ? error.cause : error, null, []);
      }
    });
  }

  /**
   * Sends one message as it is and tells what came of it: nothing is wrapped, rolled back or explained. For whoever has to know
   * exactly how far it came; for sessions opened with `readOnly: false`.
   *
   * @throws AppError INTERNAL on a read-only session
   */
  async exchange(text: string): Promise<Exchange> {
    if (this.#parts.readOnly) throw new AppError({ code: "INTERNAL", message: `${this.display}: this session only reads.` });
    return this.#exclusive(async () => {
      try {
        return { kind: "done", results: await this.#raw(text) };
      } catch (error) {
        const cause = error instanceof BatchFailure ? error.cause : error;
        const results = error instanceof BatchFailure ? error.results : [];
        const state = sqlState(cause);
        const isLost = state === null || (/^(08|57P|25P)/.test(state) && !(await this.#isAlive()));
        return isLost ? { kind: "lost", error: cause } : { kind: "refused", results, state, error: cause };
      }
    });
  }

  // a function may raise, or a foreign server give, the states of a connection that broke while this one holds
  #isAlive(): Promise<boolean> {
    return this.#raw("").then(
      () => true,
      () => false,
    );
  }

  /**
   * Hands a stream of COPY rows to the connection. The stream is what is returned: whoever calls this uses the session alone, and waits for the
   * stream's end before anything else is sent. A read-only session streams within its `transaction`.
   */
  stream<T extends Submittable>(rows: T): T {
    return this.#client.query(rows);
  }

  /** Asks the server to stop what this session is doing; the statement then fails with 57014. Never throws. */
  async cancel(): Promise<void> {
    await sendCancelRequest(this.#parts.address, this.backendPid, this.#key, 1_500);
  }

  /** Passes on what the server says beside its answers (NOTICE, DEBUG) until the returned function is called. */
  listen(hear: (message: string) => void): () => void {
    const listener = (notice: { message?: string | undefined }) => hear(notice.message ?? "");
    this.#client.on("notice", listener);
    return () => void this.#client.off("notice", listener);
  }

  /** Ends the connection. Never throws, may be called twice. */
  async close(): Promise<void> {
    await this.#watch?.stop();
    await this.#client.end().catch(() => undefined);
  }

  /** Statements of different callers must not end up in each other's transaction. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Sends one message. `ownFirst` is how many of the statements are ours rather than the caller's. */
  async #send(statements: readonly string[], ownFirst: number, sink: RowSink | null = null): Promise<readonly StatementResult[]> {
    const { signal, lockTimeoutMs, openObserver } = this.#parts;
    if (signal?.aborted === true) throw this.#explain(new Error("aborted"), null, []);
    const waiter = { pid: this.backendPid, applicationName: this.applicationName };
    const watch = watchForLockHolders(openObserver, waiter, Math.min(1_000, lockTimeoutMs / 2));
    this.#watch = watch;
    const interrupt = () => void this.#cancel();
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      const results = await this.#raw(statements.join("\n;\n"), sink);
      if (results.length === statements.length) return results;
      throw new AppError({ code: "INTERNAL", message: `${statements.length} statements gave ${results.length} results.` });
    } catch (error) {
      const completed = error instanceof BatchFailure ? error.results.length : 0;
      this.#completed = completed;
      const failed = completed < ownFirst ? null : (statements[completed] ?? null);
      const holders = await watch.stop();
      // the answer does not matter: on a broken connection there is nothing left to roll back
      await this.#raw("rollback").catch(() => undefined);
      throw this.#explain(error instanceof BatchFailure ? error.cause : error, failed, holders);
    } finally {
      signal?.removeEventListener("abort", interrupt);
      void watch.stop();
    }
  }

  #raw(text: string, sink: RowSink | null = null): Promise<readonly StatementResult[]> {
    return this.#client.query(new ReadBatch(text, sink)).results;
  }

  #explain(error: unknown, statement: string | null, holders: readonly LockHolder[]): AppError {
    const { statementTimeoutMs, lockTimeoutMs, signal } = this.#parts;
    const interrupted = signal?.aborted === true;
    return queryError(error, { display: this.display, statement, statementTimeoutMs, lockTimeoutMs, holders, interrupted });
  }

  /** Asks the server to stop; a server that does not react within two seconds loses the connection. */
  async #cancel(): Promise<void> {
    const turn = this.#turn;
    const deadline = setTimeout(() => this.#client.connection.stream.destroy(), 2_000);
    await sendCancelRequest(this.#parts.address, this.backendPid, this.#key, 1_500);
    await turn;
    clearTimeout(deadline);
  }
}

/** pg keeps the backend's key on the client; its published types leave both fields out. */
function backendKey(client: Client & { processID?: unknown; secretKey?: unknown }): { processID: number; secretKey: number } {
  return { processID: Number(client.processID), secretKey: Number(client.secretKey) };
}
