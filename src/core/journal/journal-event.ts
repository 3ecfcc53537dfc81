/**
 * What the journal in a target database records: one event per row, appended and never changed. Everything that Lockstep knows about what
 * was applied is folded from these.
 */

/** Kinds of events. */
export const eventNames = [
  /** This database is that environment's. */
  "identified",
  /** A statement that cannot run in a transaction is about to run. */
  "intent",
  /** One statement of a file that runs statement by statement has taken effect. */
  "step",
  "applied",
  "rolled-back",
  "failed",
  "baselined",
  "amended",
  "imported",
  "frozen",
  /** An item of the checklist was let pass; with a version, a migration that failed before. */
  "waived",
  /** The catalog was read after a batch, and is as it must be; its fingerprint is kept. */
  "verified",
  /** The SQL that the folder has around each batch has run. */
  "hook",
] as const;
export type EventName = (typeof eventNames)[number];

/** What is told with an event beyond its columns; every field is absent where it says nothing. */
export interface EventPayload {
  /** The environment's name; `identified` only. */
  readonly environment?: string;
  /** The database's own identity, a UUID; `identified` only. */
  readonly database?: string;
  /** Where it is reached, `host:port/database`, and the cluster's system identifier; `identified` only. */
  readonly endpoints?: readonly string[];
  readonly cluster?: string;
  /** The whole text of the file, or of the statement for `intent` and `step`. */
  readonly sql?: string;
  /** The text of the sibling file that undoes it. */
  readonly downSql?: string;
  /** Hash of what the text means to Postgres: comments and white space do not count. */
  readonly meaning?: string;
  /** 1-based, of `of`. */
  readonly statement?: number;
  readonly of?: number;
  /** What was there before the statement; whoever wrote the intent knows its shape. */
  readonly before?: unknown;
  /** `up` where absent. */
  readonly direction?: "up" | "down";
  /** What went wrong, or why somebody did it. */
  readonly reason?: string;
  /** The last day (YYYY-MM-DD) of a freeze; `frozen` only. */
  readonly until?: string;
  /** The freeze ends with it; `frozen` only. */
  readonly lifted?: boolean;
  readonly sqlState?: string;
  /** Files that were applied by one run share it. */
  readonly batch?: string;
  /** Versions before it that were pending and left aside on purpose: when they come they are not late. */
  readonly skipped?: readonly string[];
  readonly planHash?: string;
  /** Losses that were acknowledged by name. */
  readonly acknowledged?: readonly string[];
  /** Why it went past the window and the checklist; whoever reads it reviews it. */
  readonly breakGlass?: string;
  readonly backup?: string;
  /** Of the catalog after a batch. */
  readonly fingerprint?: string;
  /** The catalog's snapshot when the database was taken over, as text; on the first event of a baseline or an import. */
  readonly snapshot?: string;
  /** The role that ran the statements. */
  readonly role?: string;
  readonly host?: string;
  readonly tool?: string;
  /** Another tool's name, when and by whom it says that it was applied. */
  readonly importedFrom?: string;
  readonly appliedAt?: string;
  readonly appliedBy?: string;
  /** Per statement, in milliseconds; the server measures. Of a file with more than a thousand, per several of them. */
  readonly durationsMs?: readonly number[];
}

/** An event, about to be appended. */
export interface NewEvent {
  /** One attempt to do something; a UUID. A reply that is lost is looked up by it. */
  readonly attempt: string;
  readonly event: EventName;
  readonly version: string | null;
  readonly file: string | null;
  readonly checksum: string | null;
  /** Who. */
  readonly actor: string;
  /** The database's own identity, a UUID. */
  readonly database: string;
  readonly payload: EventPayload;
}

/** An event as the journal keeps it. */
export interface JournalEvent extends Omit<NewEvent, "database"> {
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC, microseconds; the server's clock. */
  readonly at: string;
  /** `sha256:…` of the event before, empty for the first. */
  readonly previousHash: string;
  readonly hash: string;
  /** The text that was hashed. */
  readonly canonical: string;
}

/** An event without what only an auditor reads: cheap to read by the thousand. */
export type EventSummary = Pick<
  JournalEvent,
  "seq" | "attempt" | "event" | "version" | "file" | "checksum" | "actor" | "at" | "hash"
> & {
  readonly payload: Pick<
    EventPayload,
    | "meaning"
    | "statement"
    | "of"
    | "direction"
    | "batch"
    | "environment"
    | "database"
    | "reason"
    | "sqlState"
    | "skipped"
    | "until"
    | "lifted"
    | "breakGlass"
  >;
};
