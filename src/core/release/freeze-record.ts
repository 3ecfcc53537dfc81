/**
 * What is kept of a freeze: that somebody began one, lifted it, or let a critical migration through. The same acts stand as `frozen` events
 * in the journal of the database that is protected, so that a file which is gone from git lifts nothing.
 */

import type { EventSummary } from "../journal/journal-event.ts";

/** The `data` of evidence of the kind `freeze`. */
export type FreezeRecord =
  | {
      readonly act: "freeze";
      readonly reason: string;
      /** The last day of it (YYYY-MM-DD); null: until somebody lifts it. */
      readonly until: string | null;
    }
  | { readonly act: "unfreeze"; readonly reason: string }
  /** New migrations that must be, all the same. */
  | { readonly act: "critical"; readonly reason: string; readonly files: readonly string[] };

/** An act, and where it stands. */
export interface StoredFreeze {
  /** ISO 8601, UTC; by the clock of whoever kept it. */
  readonly at: string;
  readonly by: string | null;
  readonly source: "evidence" | "journal";
  readonly record: FreezeRecord;
}

/** Reads `data`; null when it is something else. */
export function parseFreezeRecord(data: unknown): FreezeRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { act, reason, until, files }: { act?: unknown; reason?: unknown; until?: unknown; files?: unknown } = data;
  if (typeof reason !== "string") return null;
  if (act === "unfreeze") return { act, reason };
  if (act === "freeze" && (until === null || (typeof until === "string" && /^\d{4}-\d\d-\d\d$/.test(until))))
    return { act, reason, until };
  if (act === "critical" && Array.isArray(files) && files.every((file) => typeof file === "string"))
    return { act, reason, files };
  return null;
}

/** Evidence as freezes; what is none is left out. */
export function freezesOfEvidence(
  evidence: readonly { readonly at: string; readonly by?: string | null; readonly data: unknown }[],
): readonly StoredFreeze[] {
  return evidence.flatMap(({ at, by = null, data }): readonly StoredFreeze[] => {
    const record = parseFreezeRecord(data);
    return record === null ? [] : [{ at, by, source: "evidence", record }];
  });
}

/** The `frozen` events of a journal as freezes. */
export function freezesOfJournal(events: readonly EventSummary[]): readonly StoredFreeze[] {
  return events.flatMap(({ event, at, actor, payload }): readonly StoredFreeze[] => {
    if (event !== "frozen") return [];
    const { reason = "", until = null, lifted = false } = payload;
    const record: FreezeRecord = lifted ? { act: "unfreeze", reason } : { act: "freeze", reason, until };
    return [{ at, by: actor, source: "journal", record }];
  });
}

/** Files that came in spite of a freeze, by name, each with the reason that was given. */
export function criticalFiles(
  freezes: readonly StoredFreeze[],
): ReadonlyMap<string, { readonly by: string | null; readonly reason: string }> {
  return new Map(
    freezes.flatMap(({ by, record }) =>
      record.act === "critical" ? record.files.map((file) => [file, { by, reason: record.reason }] as const) : [],
    ),
  );
}
