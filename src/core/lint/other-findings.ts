/**
 * What is found without a rule of its own: breaches of the file format, comments that accept findings wrongly, and what a running
 * database says. None can be switched off or accepted, but all are documented like rules: `explain`, SARIF and docs/rules.md list them.
 */

import type { MigrationRule } from "../migration/migration-problem.ts";
import type { RiskLevel } from "../risk/risk-level.ts";

/** The documentation of such a finding. */
export interface OtherFinding {
  /** Of the file, of a comment in it, or of the database that `--env` names. */
  readonly group: "file" | "comment" | "live";
  /** The usual one. */
  readonly level: RiskLevel;
  /** One line without a full stop. */
  readonly summary: string;
  readonly why: string;
  readonly advice: string;
}

const breach = (summary: string, why: string, advice: string): OtherFinding => {
  return { group: "file", level: "high", summary, why, advice };
};
const note = (summary: string, why: string, advice: string): OtherFinding => {
  return { group: "comment", level: "low", summary, why, advice };
};
const live = (level: RiskLevel, summary: string, why: string, advice: string): OtherFinding => {
  return { group: "live", level, summary, why, advice };
};

/** What is wrong with the comments that accept findings. */
type SuppressionRule = "unknown-suppression" | "suppression-without-reason" | "expired-suppression" | "unused-suppression";

/** What `--env` adds. */
type LiveRule =
  | "blocked-right-now"
  | "old-snapshot"
  | "large-table"
  | "disk-room"
  | "published-table"
  | "subscribed-table"
  | "replica-identity-lost"
  | "standby-conflict"
  | "not-seen";

/** Id → documentation. */
export const otherFindings: Readonly<Record<MigrationRule | "syntax-error" | SuppressionRule | LiveRule, OtherFinding>> = {
  "syntax-error": breach(
    "a statement that Postgres cannot parse",
    "The migration would stop there. Nobody can tell what the statement was meant to do, so its file is rated high; the other statements are judged.",
    "Correct the statement; the parser is that of PostgreSQL 18.",
  ),
  "meta-command": breach(
    "a psql command in a migration",
    "Only psql understands commands that begin with a backslash; a migration is run by a driver.",
    "Write it in SQL, or take it out.",
  ),
  "copy-data": breach(
    "COPY data in a migration",
    "Rows after COPY … FROM stdin are read by psql, not by the server.",
    "Write INSERT instead.",
  ),
  "transaction-control": breach(
    "BEGIN, COMMIT or another transaction statement inside a migration",
    "Lockstep decides where a transaction begins and ends, so that the journal's entry is written with it. One plain pair around the whole file is fine; an isolation level would be dropped with it.",
    "Take it out; `-- lockstep: transaction = none` runs each statement by itself.",
  ),
  "reading-setting": breach(
    "standard_conforming_strings or client_encoding, changed inside a migration",
    "A file is read before it runs: with them changed, strings would end elsewhere or mean something else than was judged and rehearsed.",
    "Take it out; save the file as UTF-8, and write backslash escapes as E'…'.",
  ),
  unterminated: breach(
    "a quote or comment that the file does not end",
    "Everything after its beginning is inside of it and would not run.",
    "Close it.",
  ),
  directive: breach(
    "a directive that Lockstep does not know",
    "A directive that is misspelled would be a comment, and the file would run otherwise than its author meant.",
    "`transaction = none`, `kind = data` and `allow RULE because REASON` are known.",
  ),
  "not-utf8": breach("a file that is not UTF-8", "Its text could be read in more than one way.", "Save it as UTF-8."),
  "nul-character": breach("a NUL character", "No server accepts it in a statement.", "Take it out."),
  "bidi-control": breach(
    "a character that changes the direction of writing",
    "The text reads otherwise than it runs.",
    "Take it out; in a literal, write it as an escape.",
  ),
  "outside-folder": breach(
    "a link that leads out of the migrations folder",
    "What it leads to can change without the folder changing.",
    "Copy the file into the folder.",
  ),
  "duplicate-version": breach(
    "two migrations of one version",
    "Their order would be a matter of chance.",
    "Give one of them another timestamp.",
  ),
  "missing-file": breach("a migration that the journal names and that is not there", "It cannot be run.", "Restore the file."),
  "not-in-journal": breach(
    "a migration that the folder's journal does not name",
    "The tool that keeps the journal would never run it.",
    "Add it with that tool, or take it out.",
  ),
  "journal-unreadable": breach(
    "a folder's journal that cannot be read",
    "The order of its migrations is not known.",
    "Restore it.",
  ),
  "unknown-suppression": note(
    "a comment that accepts a rule that does not exist",
    "It accepts nothing, and whoever wrote it believes that it does.",
    "`lockstep explain` lists the rules.",
  ),
  "suppression-without-reason": note(
    "a comment that accepts a rule and does not say why",
    "Nobody can tell later whether the reason still holds. The finding stands.",
    "-- lockstep: allow RULE because REASON",
  ),
  "expired-suppression": note(
    "a comment that accepted a rule until a day that has passed",
    "The finding stands again.",
    "Do what was put off, or give another date.",
  ),
  "unused-suppression": note(
    "a comment that accepts a rule that finds nothing there",
    "It would hide a later mistake in the same place.",
    "Take the comment out.",
  ),
  "blocked-right-now": live(
    "high",
    "a session that holds a lock which the migration would wait for",
    "While the migration waits, everybody whose lock conflicts with the one that it asks for queues up behind it.",
    "Wait until the session has finished, or end it.",
  ),
  "old-snapshot": live(
    "medium",
    "an open transaction that a concurrent build would wait for",
    "CONCURRENTLY waits for every transaction that could still see the table as it was, also those that use other tables.",
    "Wait until the transaction has ended, or end it.",
  ),
  "large-table": live(
    "high",
    "work on a table of a size that makes the lock last",
    "What is read or written under a lock takes as long as the table is large; the time is an estimate from a short calibration.",
    "Take the form that does not block, or a quiet hour.",
  ),
  "disk-room": live(
    "medium",
    "work that takes much more room on the disk while it runs",
    "A table that is written anew and an index that is built stand beside what is there until they are done, and as much is written to the WAL. What is free is shown where an extension can tell (system_stats, citus); Postgres itself cannot.",
    "Look at the disk of the data directory and of pg_wal before, and at slots that nobody reads.",
  ),
  "published-table": live(
    "medium",
    "a change of a table that logical replication publishes, or a new table that it takes in by itself",
    "DDL is not replicated: publisher and subscribers have to be changed in the right order. Where no logical slot is there nobody reads it now, and the level is low.",
    "What comes goes to the subscribers first, what goes leaves the publisher first.",
  ),
  "subscribed-table": live(
    "medium",
    "a change of a table that a subscription writes to",
    "What the publisher sends has to find its table, its columns and types that take it; otherwise replication stops, and the publisher keeps all WAL since then.",
    "What goes, is renamed or becomes stricter changes on the publisher first.",
  ),
  "replica-identity-lost": live(
    "high",
    "a published table that is left without a key",
    "Postgres refuses every UPDATE and DELETE of a table whose changes are published and that has no replica identity.",
    "Give it another key in the same transaction, or REPLICA IDENTITY USING INDEX or FULL.",
  ),
  "standby-conflict": live(
    "medium",
    "a strong lock that standbys replay",
    "A standby cancels the queries in the way after max_standby_streaming_delay, and replays nothing until then. hot_standby_feedback does not spare them. Where the lock is held for a moment only, the level is low.",
    "Take a quiet hour on the standbys too.",
  ),
  "not-seen": live(
    "low",
    "something about the database that the role may not see",
    "The verdict does not rest on it.",
    "Grant pg_monitor to the role that Lockstep uses.",
  ),
};
