/**
 * Evidence of the kind `launch`: what a check found, what a person said, and which migrations were pending. Each is bound to the launch's
 * day and to the database's own identity, so that what was said of another launch, or of another database, turns nothing green here.
 */

import { type JournalHead, parseJournalHead } from "../journal/journal-head.ts";
import { type LaunchItemId, launchItemIds } from "./launch-plan.ts";

interface Bound {
  /** The launch's day, YYYY-MM-DD. */
  readonly launch: string;
  /** The database's own identity; null where nobody has marked it. */
  readonly database: string | null;
}

/** A migration that waits, as it was documented. */
export interface DocumentedMigration {
  readonly file: string;
  readonly checksum: string;
  readonly risk: string;
}

/** What a check has found of one item. */
export interface CheckedItem {
  readonly item: LaunchItemId;
  readonly state: "proven" | "open" | "not-applicable";
  readonly why: string;
}

/** The `data` of the evidence. */
export type LaunchRecord = Bound &
  (
    | {
        /** `launch check` has looked at these. */
        readonly act: "checked";
        readonly items: readonly CheckedItem[];
      }
    | {
        /** A named person vouches for it. */
        readonly act: "attested";
        readonly item: LaunchItemId;
        readonly name: string;
        readonly reason: string;
      }
    | {
        /** A named person lets it pass until then (ISO 8601, UTC). */
        readonly act: "waived";
        readonly item: LaunchItemId;
        readonly name: string;
        readonly reason: string;
        readonly until: string;
      }
    | {
        readonly act: "documented";
        /** The journal's last event then; null without a journal. */
        readonly head: JournalHead | null;
        readonly pending: readonly DocumentedMigration[];
      }
  );

/** A record with the moment at which it was kept. */
export interface StoredLaunch {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly record: LaunchRecord;
}

/** Reads `data`; null when it is something else. */
export function launchRecord(data: unknown): LaunchRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { launch, database, act, ...rest }: Record<string, unknown> = { ...data };
  if (typeof launch !== "string" || !(database === null || typeof database === "string")) return null;
  const bound: Bound = { launch, database };
  switch (act) {
    case "checked":
      return checked(bound, rest);
    case "attested":
    case "waived":
      return statement(bound, act, rest);
    case "documented":
      return documented(bound, rest);
    default:
      return null;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function checked(bound: Bound, { items }: Fields): LaunchRecord | null {
  if (!Array.isArray(items)) return null;
  const found = items.flatMap((one: unknown): readonly CheckedItem[] => {
    if (typeof one !== "object" || one === null) return [];
    const { item, state, why }: { item?: unknown; state?: unknown; why?: unknown } = one;
    const known = itemOf(item);
    if (known === null || typeof why !== "string") return [];
    return state === "proven" || state === "open" || state === "not-applicable" ? [{ item: known, state, why }] : [];
  });
  return { ...bound, act: "checked", items: found };
}

function statement(bound: Bound, act: "attested" | "waived", { item, name, reason, until }: Fields): LaunchRecord | null {
  const known = itemOf(item);
  if (known === null || typeof name !== "string" || name.trim() === "") return null;
  if (typeof reason !== "string" || reason.trim() === "") return null;
  if (act === "attested") return { ...bound, act, item: known, name, reason };
  if (typeof until !== "string" || Number.isNaN(Date.parse(until))) return null;
  return { ...bound, act, item: known, name, reason, until };
}

function itemOf(name: unknown): LaunchItemId | null {
  return launchItemIds.find((id) => id === name) ?? null;
}

function documented(bound: Bound, { head, pending }: Fields): LaunchRecord | null {
  if (!Array.isArray(pending)) return null;
  const files = pending.flatMap((one: unknown): readonly DocumentedMigration[] => {
    if (typeof one !== "object" || one === null) return [];
    const { file, checksum, risk }: { file?: unknown; checksum?: unknown; risk?: unknown } = one;
    return typeof file === "string" && typeof checksum === "string" ? [{ file, checksum, risk: String(risk) }] : [];
  });
  // half a list would call what it does not name new
  if (files.length !== pending.length) return null;
  return { ...bound, act: "documented", head: parseJournalHead(head), pending: files };
}
