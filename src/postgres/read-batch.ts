/**
 * One simple-protocol message of many statements, and the reading of its results. It replaces pg's own query class,
 * which cannot say which statement of many failed, and whose type parsers are a process-wide setting.
 */

import type { Connection, Submittable } from "pg";
import { type CellParser, cellParser } from "./cell-parser.ts";

/** A row by column name; values are as `cellParser` says. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** What one statement returned. */
export interface StatementResult {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly ResultRow[];
}

/** Thrown for a batch that failed: how many of its statements were complete before. */
export class BatchFailure extends Error {
  readonly completed: number;

  constructor(cause: unknown, completed: number) {
    super("A batch of statements failed.", { cause });
    this.completed = completed;
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
  #columns: readonly { readonly name: string; readonly parse: CellParser | null }[] = [];
  #emptyRow: Record<string, unknown> = {};
  #rows: ResultRow[] = [];
  #unreadable: unknown = null;

  constructor(text: string) {
    this.#text = text;
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
    this.#columns = this.#fields.map(({ name, dataTypeID }) => ({ name, parse: cellParser(dataTypeID) }));
    this.#emptyRow = Object.fromEntries(this.#fields.map(({ name }) => [name, null]));
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#unreadable !== null) return;
    // copying a row that has all columns gives every row the same hidden class, which makes reading them fast
    const row = { ...this.#emptyRow };
    const columns = this.#columns;
    const cells = message.fields;
    try {
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i];
        const column = columns[i];
        if (cell === null || cell === undefined || column === undefined) continue;
        row[column.name] = column.parse === null ? cell : column.parse(cell);
      }
    } catch (error) {
      this.#unreadable = error;
    }
    this.#rows.push(row);
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
    if (this.#unreadable === null) this.#resolve(this.#done);
    else this.#reject(new BatchFailure(this.#unreadable, this.#done.length));
  }

  handleError(error: Error): void {
    this.#reject(new BatchFailure(error, this.#done.length));
  }
}
