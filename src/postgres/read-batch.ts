/**
 * One simple-protocol message of many statements, and the reading of its results. It replaces pg's own query class,
 * which cannot say which statement of many failed, and whose type parsers are a process-wide setting.
 */

import type { Connection, Submittable } from "pg";
import { plainRow, type RowType, rowType } from "./row-type.ts";

/** A row by column name; values are as `cellParser` says. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** What one statement returned. */
export interface StatementResult {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly ResultRow[];
}

/** Takes rows while they arrive, by the index of their statement. */
export interface RowSink {
  /** A statement's columns are known. True: its rows are taken here and not kept. */
  readonly begin: (statement: number, fields: StatementResult["fields"]) => boolean;
  readonly take: (statement: number, row: ResultRow) => void;
}

/** Thrown for a batch that failed: what those of its statements returned that were complete before. */
export class BatchFailure extends Error {
  readonly results: readonly StatementResult[];

  constructor(cause: unknown, results: readonly StatementResult[]) {
    super("A batch of statements failed.", { cause });
    this.results = results;
  }
}

/** Hand it to `client.query`, await `results`. */
export class ReadBatch implements Submittable {
  /** One entry per statement of the text, in order. @throws BatchFailure */
  readonly results: Promise<readonly StatementResult[]>;
  readonly #text: string;
  readonly #done: StatementResult[] = [];
  #resolve: (results: readonly StatementResult[]) => void = () => undefined;
  #reject: (failure: BatchFailure) => void = () => undefined;
  #fields: StatementResult["fields"] = [];
  #rowType: RowType = rowType([]);
  #rows: ResultRow[] = [];
  readonly #sink: RowSink | null;
  #isTaken = false;
  #sinkFailure: { readonly error: unknown } | null = null;

  constructor(text: string, sink: RowSink | null = null) {
    this.#text = text;
    this.#sink = sink;
    this.results = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleRowDescription(message: { fields: StatementResult["fields"] }): void {
    this.#fields = message.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID }));
    this.#rowType = rowType(this.#fields);
    this.#isTaken = this.#guarded((sink) => sink.begin(this.#done.length, this.#fields)) ?? false;
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#sinkFailure !== null) return;
    const row = new this.#rowType(message.fields);
    if (this.#isTaken) this.#guarded((sink) => sink.take(this.#done.length, row));
    else this.#rows.push(plainRow(row));
  }

  handleCommandComplete(): void {
    this.#done.push({ fields: this.#fields, rows: this.#rows });
    this.#fields = [];
    this.#rows = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handlePortalSuspended(): void {}

  handleCopyInResponse(connection: Connection): void {
    // @types/pg leaves the method out; the server waits for data until it is told that none will come
    if ("sendCopyFail" in connection && typeof connection.sendCopyFail === "function") {
      connection.sendCopyFail("COPY from the client is not possible here");
    }
  }

  handleCopyData(): void {}

  handleReadyForQuery(): void {
    if (this.#sinkFailure === null) this.#resolve(this.#done);
    else this.#reject(new BatchFailure(this.#sinkFailure.error, this.#done));
  }

  handleError(error: Error): void {
    this.#reject(new BatchFailure(error, this.#done));
  }

  // The server's answer must be read to its end whatever becomes of it here.
  #guarded<T>(use: (sink: RowSink) => T): T | undefined {
    if (this.#sink === null) return undefined;
    try {
      return use(this.#sink);
    } catch (error) {
      this.#sinkFailure = { error };
      return undefined;
    }
  }
}
