/**
 * Whether there is a backup to fall back to, for the checklist. It decides from records and from what was looked at just now; a record
 * alone proves nothing, because whoever can commit can write one.
 */

import type { JournalHead } from "../journal/journal-head.ts";
import type { BackedUpDatabase, BackupRecord } from "./backup-record.ts";
import { isStillToCome } from "./clock-slack.ts";

/** What a look at a record's file found. */
export type BackupFileState =
  /** Size and checksum are those of the record. */
  | "same"
  | "changed"
  | "gone"
  /** There is none to look at: another program, a person, or standard output has it. */
  | "elsewhere";

/** What is so now. */
export interface BackupQuestion {
  readonly now: Date;
  /** The database, as it says now. */
  readonly database: Pick<BackedUpDatabase, "identity" | "oid" | "system">;
  /** The journal's last event that a backup must know. */
  readonly head: JournalHead | null;
  /** Of the catalog as it is now, read without role names of other environments; null where it was not read. */
  readonly fingerprint: string | null;
  /** Id → what its file is like. */
  readonly files: ReadonlyMap<string, BackupFileState>;
  /** When the window opened that this is about: a backup of the same window counts however long it lasts. */
  readonly windowOpens: Date | null;
  /** From the configuration: which words count beside a dump that was restored. */
  readonly accepts: { readonly exec: boolean; readonly attestedHours: number | null };
}

/** The answer. */
export interface BackupStanding {
  readonly state: "proven" | "attested" | "open";
  /** One sentence: which backup, or what is wrong with the newest. */
  readonly why: string;
  readonly doesNotProve: string;
  /** The backup that it rests on, or that came nearest. */
  readonly record: BackupRecord | null;
}

const hourMs = 3_600_000;
const freshMs = 24 * hourMs;

/** The best of the backups, given newest first: a proven one before an attested one, else what the newest lacks. */
export function backupStanding(records: readonly BackupRecord[], question: BackupQuestion): BackupStanding {
  const judged = records.map((record) => ({ record, flaw: flawOf(record, question) }));
  const sound = judged.filter(({ flaw }) => flaw === null).map(({ record }) => record);
  const proven = sound.find(({ kind }) => kind === "pg_dump");
  if (proven !== undefined) return provenBy(proven);
  const attested = sound[0];
  if (attested !== undefined) return attestedBy(attested);
  const [nearest] = judged;
  return {
    state: "open",
    why:
      nearest === undefined ? "there is no backup" : `the newest backup, ${nearest.record.id}, does not count: ${nearest.flaw}`,
    doesNotProve: "",
    record: nearest?.record ?? null,
  };
}

function provenBy(record: BackupRecord): BackupStanding {
  const { verified, id, endedAt } = record;
  return {
    state: "proven",
    why: `${id}, taken ${endedAt}, was restored ${verified?.at}: ${verified?.tables} tables and ${verified?.rows} rows came back`,
    doesNotProve: "that the file survives the loss of this machine, that roles come back, or what was written since",
    record,
  };
}

function attestedBy(record: BackupRecord): BackupStanding {
  const { kind, id, endedAt, target } = record;
  return {
    state: "attested",
    why: kind === "exec" ? `${id}: ${target} said at ${endedAt} that it was done` : `${id}: ${target} (${endedAt})`,
    doesNotProve:
      kind === "exec"
        ? "that it can be restored: the program said so, and nobody tried"
        : "that there is a backup, or that it can be restored: a person says so",
    record,
  };
}

/** Why it does not count; null where it does. */
function flawOf(record: BackupRecord, question: BackupQuestion): string | null {
  return (
    databaseFlaw(record, question) ??
    ageFlaw(record, question) ??
    journalFlaw(record, question) ??
    (record.kind === "pg_dump" ? dumpFlaw(record, question) : wordFlaw(record, question))
  );
}

function databaseFlaw({ database }: BackupRecord, question: BackupQuestion): string | null {
  const now = question.database;
  const isOther =
    database.identity !== now.identity ||
    database.oid !== now.oid ||
    // one of the two roles may not ask
    (database.system !== null && now.system !== null && database.system !== now.system);
  return isOther ? "it is of another database: a copy, a restored one, or one that was made anew" : null;
}

function ageFlaw(record: BackupRecord, { now, windowOpens, accepts }: BackupQuestion): string | null {
  // what was written while a dump ran is not in it: it is as old as its beginning
  const taken = Date.parse(record.startedAt);
  const ageMs = now.getTime() - taken;
  if (isStillToCome(record.startedAt, now))
    return `it claims to be from ${record.startedAt}, which is still to come: a clock is wrong`;
  if (record.kind === "attested") {
    const { attestedHours } = accepts;
    return attestedHours !== null && ageMs > attestedHours * hourMs ? `it is older than ${attestedHours} h` : null;
  }
  const isOfWindow = windowOpens !== null && taken >= windowOpens.getTime();
  return ageMs <= freshMs || isOfWindow ? null : "it is older than 24 h";
}

function journalFlaw({ head, fingerprint }: BackupRecord, question: BackupQuestion): string | null {
  const now = question.head;
  if (head?.seq !== now?.seq || head?.hash !== now?.hash)
    return `the journal was at ${nameOf(head)} then and is at ${nameOf(now)} now`;
  // another version or major reads other facts: that is no difference
  const isComparable = question.fingerprint !== null && basisOf(question.fingerprint) === basisOf(fingerprint);
  return isComparable && question.fingerprint !== fingerprint ? "the schema has changed since, past the journal" : null;
}

function dumpFlaw({ id, verified, refuted }: BackupRecord, { files, now }: BackupQuestion): string | null {
  if (refuted !== null) return `restoring it failed: ${refuted.why}`;
  if (verified === null) return "nobody has restored it yet";
  if (isStillToCome(verified.at, now)) return "it claims to have been restored in the future";
  switch (files.get(id) ?? "gone") {
    case "same":
      return null;
    case "changed":
      return "its file has changed since";
    case "gone":
      return "its file is gone";
    case "elsewhere":
      return "it was not kept where it can be looked at";
  }
}

function wordFlaw({ kind }: BackupRecord, { accepts }: BackupQuestion): string | null {
  if (kind === "exec") return accepts.exec ? null : "the configuration names no program for backups";
  return accepts.attestedHours === null ? "the configuration does not take a person's word for a backup" : null;
}

function nameOf(head: JournalHead | null): string {
  return head === null ? "nothing" : `#${head.seq}`;
}

/** `v1:pg15` */
function basisOf(fingerprint: string): string {
  return fingerprint.split(":").slice(0, 2).join(":");
}
