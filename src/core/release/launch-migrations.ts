/**
 * What the journal and the folder say of the road to launch: is everything applied, are the data migrations done, what came in spite of
 * the freeze, and is what waits documented. A file's name may say any day: what the list of an earlier day did not know is new, too.
 */

import type { JournalHead } from "../journal/journal-head.ts";
import type { DocumentedMigration, StoredLaunch } from "./launch-record.ts";
import { isKnown, type LaunchVerdict, openVerdict, provenVerdict, someOf } from "./launch-verdict.ts";

/** A migration of the folder, and how it stands in the journal. */
export interface LaunchMigration extends DocumentedMigration {
  readonly version: string;
  readonly kind: "schema" | "data";
  /** It is in effect; else it waits. */
  readonly isApplied: boolean;
  /** The first event that knows of it; null: the journal has never heard of it. */
  readonly firstSeq: number | null;
}

/** The folder beside the journal. */
export interface LaunchHistory {
  readonly environment: string;
  /** In running order. */
  readonly migrations: readonly LaunchMigration[];
  /** Where folder and journal disagree, a sentence each. */
  readonly disagreements: readonly string[];
  /** The journal's last event; null without one. */
  readonly head: JournalHead | null;
}

/** Whether nothing waits. */
export function allApplied({ environment, migrations, disagreements, head }: LaunchHistory): LaunchVerdict {
  const waiting = migrations.filter(({ isApplied }) => !isApplied);
  if (waiting.length > 0) {
    const [what, verb] = [someOf(waiting.map(({ file }) => file)), waiting.length === 1 ? "waits" : "wait"];
    return openVerdict(`${what} ${verb} for ${environment}`, `lockstep sync ${environment}`);
  }
  if (disagreements.length > 0) return openVerdict(sentence(disagreements[0]), `lockstep status ${environment}`);
  if (head === null) return openVerdict(`${environment} has no journal`, `lockstep baseline ${environment}`);
  return provenVerdict(`the journal has ${countOf(migrations.length)} at #${head.seq}`);
}

/** Whether the migrations that are about data are done. */
export function dataMigrated({ environment, migrations }: LaunchHistory): LaunchVerdict {
  const own = migrations.filter(({ kind }) => kind === "data");
  if (own.length === 0) return { state: "not-applicable", why: "no migration of the folder says that it is of data", fix: null };
  const waiting = own.filter(({ isApplied }) => !isApplied);
  if (waiting.length === 0) return provenVerdict(`${countOf(own.length)} of data applied`);
  return openVerdict(`${someOf(waiting.map(({ file }) => file))} not applied`, `lockstep sync ${environment}`);
}

/** Whether what waits is on a list that was kept. */
export function pendingDocumented({ migrations }: LaunchHistory, documented: readonly StoredLaunch[]): LaunchVerdict {
  const [newest] = documented;
  if (newest === undefined)
    return openVerdict("no list of what is pending was kept since the freeze began", "lockstep launch check");
  const known = new Set(
    documented.flatMap(({ record }) =>
      record.act === "documented" ? record.pending.map(({ file, checksum }) => `${checksum} ${file}`) : [],
    ),
  );
  const waiting = migrations.filter(({ isApplied }) => !isApplied);
  const unknown = waiting.filter(({ file, checksum }) => !known.has(`${checksum} ${file}`));
  if (unknown.length > 0)
    return openVerdict(
      `${someOf(unknown.map(({ file }) => file))} not on the list of ${newest.at.slice(0, 10)}`,
      "lockstep launch check",
    );
  const what = waiting.length === 0 ? "nothing is pending" : `${countOf(waiting.length)} pending, with their risk`;
  return provenVerdict(`${what}: documented on ${newest.at.slice(0, 10)}`);
}

/** What the freeze is judged by. */
export interface FreezeFacts {
  /** When it began: an instant. */
  readonly opens: string;
  /** Records of what was pending, of this launch and database, newest first. */
  readonly documented: readonly StoredLaunch[];
  /** Files that somebody has called critical, with the reason. */
  readonly critical: ReadonlyMap<string, { readonly by: string | null; readonly reason: string }>;
}

/** Whether no migration came since the freeze began but those that somebody has called critical. */
export function freezeKept({ migrations }: LaunchHistory, { opens, documented, critical }: FreezeFacts): LaunchVerdict {
  const first = documented.at(-1)?.record ?? null;
  const baseline = first?.act === "documented" ? first : null;
  const isNew = ({ file, version, firstSeq }: LaunchMigration) => {
    if (isNamedAfter(version, opens)) return true;
    if (baseline === null || baseline.pending.some((one) => one.file === file)) return false;
    // what the journal had heard of when the list was made did not have to be on it
    return firstSeq === null || firstSeq > (baseline.head?.seq ?? 0);
  };
  const came = migrations.filter(isNew);
  const uncalled = came.filter(({ file }) => !critical.has(file));
  if (uncalled.length > 0) {
    const what = `${someOf(uncalled.map(({ file }) => file))} came since ${opens.slice(0, 10)}, and nobody has called ${uncalled.length === 1 ? "it" : "them"} critical`;
    return openVerdict(
      what,
      "keep it for after the launch: take it out of the folder; if it must be: lockstep new NAME --critical --reason WHY",
    );
  }
  if (came.length === 0) return provenVerdict("no migration came since the freeze began");
  const [one] = came;
  const why = one === undefined ? "" : (critical.get(one.file)?.reason ?? "");
  return provenVerdict(`${countOf(came.length)} came, called critical: ${someOf(came.map(({ file }) => file))} (${why})`);
}

// A name tells a moment (14 digits, UTC) or a day; any other number tells nothing.
function isNamedAfter(version: string, opens: string): boolean {
  const [, day = "", time] = /^(\d{8})(\d{6})?(?:\D|$)/.exec(version) ?? [];
  if (day === "") return false;
  const digits = opens.replaceAll(/[-:T]/g, "").slice(0, 14);
  return time === undefined ? day >= digits.slice(0, 8) : `${day}${time}` >= digits;
}

/** Lists of what was pending that count: of this launch, database and journal, kept since the freeze began; newest first. */
export function documentedSince(
  records: readonly StoredLaunch[],
  { launch, database, opens, now, hashes }: DocumentedWish,
): readonly StoredLaunch[] {
  return records.filter(({ at, record }) => {
    if (record.act !== "documented" || record.launch !== launch || record.database !== database) return false;
    const isOfThisJournal = record.head === null || hashes.get(record.head.seq) === record.head.hash;
    return isOfThisJournal && at >= opens && isKnown(at, now);
  });
}

/** Which lists. */
export interface DocumentedWish {
  readonly launch: string;
  readonly database: string | null;
  readonly opens: string;
  readonly now: Date;
  /** Of the journal's events, by number. */
  readonly hashes: ReadonlyMap<number, string>;
}

function countOf(count: number): string {
  return count === 1 ? "1 migration" : `${count} migrations`;
}

function sentence(text = ""): string {
  return text.replace(/\.$/, "");
}
