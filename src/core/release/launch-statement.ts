/** What people have said on the road to launch, as far as it holds: of this launch, of this database, said in its time, not over. */

import type { LaunchItemId } from "./launch-plan.ts";
import type { LaunchRecord, StoredLaunch } from "./launch-record.ts";
import { isKnown, type LaunchVerdict, openVerdict } from "./launch-verdict.ts";

/** Where it has to hold. */
export interface LaunchOccasion {
  /** The launch's day. */
  readonly launch: string;
  /** The database's own identity; null: it could not be asked, or has none. */
  readonly database: string | null;
  readonly now: Date;
  /** When the item's station began. */
  readonly opens: string;
}

type Statement = Extract<LaunchRecord, { readonly act: "attested" | "waived" }>;

/** A statement with its moment. */
export interface FoundStatement {
  readonly at: string;
  readonly record: Statement;
}

/** The newest that holds; else why the newest does not. `records` are the newest first. */
export function statementFor(
  records: readonly StoredLaunch[],
  item: LaunchItemId,
  act: Statement["act"],
  occasion: LaunchOccasion,
): { readonly found: FoundStatement | null; readonly why: string | null } {
  let why: string | null = null;
  for (const { at, record } of records) {
    if (record.act !== act || record.item !== item) continue;
    const reason = standsAgainst(at, record, occasion);
    if (reason === null) return { found: { at, record }, why: null };
    why ??= reason;
  }
  return { found: null, why };
}

function standsAgainst(at: string, record: Statement, { launch, database, now, opens }: LaunchOccasion): string | null {
  const said = `what ${record.name} said`;
  if (!isKnown(at, now)) return `${said} is dated ${at}, which is still to come`;
  if (record.launch !== launch) return `${said} was about the launch of ${record.launch}`;
  if (record.database === null || record.database !== database) return `${said} was about another database`;
  if (record.act === "attested" && at < opens) return `${said} is of ${at.slice(0, 10)}, before its week began`;
  if (record.act === "waived" && Date.parse(record.until) <= now.getTime()) return `${said} held until ${record.until}`;
  return null;
}

/**
 * How a check saw an item before the road was over: what is the case afterwards says nothing of it any more. `ends` is the end of launch
 * day.
 */
export function lastChecked(
  records: readonly StoredLaunch[],
  item: LaunchItemId,
  { launch, database, now, opens, ends }: LaunchOccasion & { readonly ends: string },
): LaunchVerdict {
  for (const { at, record } of records) {
    if (record.act !== "checked" || record.launch !== launch || record.database !== database) continue;
    const seen = record.items.find((one) => one.item === item);
    if (seen === undefined || !isKnown(at, now) || at < opens || at >= ends) continue;
    const doesNotProve = "what is the case now: it is what the last check before the end of launch day saw";
    return { state: seen.state, why: `${seen.why} (checked on ${at.slice(0, 10)})`, doesNotProve, fix: null };
  }
  return openVerdict("nobody has checked it before the launch was over", null);
}
