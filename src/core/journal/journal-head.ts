/** A journal's last event, by which everything before it is meant: hashes and not times, because no clock makes an old journal a new one. */

import type { JournalState } from "./journal-state.ts";

/** An event that stands for all before it. */
export interface JournalHead {
  readonly seq: number;
  readonly hash: string;
}

/** Of a folded journal; null where it is empty. */
export function headOf({ head }: Pick<JournalState, "head">): JournalHead | null {
  return head === null ? null : { seq: head.seq, hash: head.hash };
}

/** As evidence holds it; null for what is none. */
export function parseJournalHead(value: unknown): JournalHead | null {
  if (typeof value !== "object" || value === null) return null;
  const { seq, hash }: Partial<Record<keyof JournalHead, unknown>> = value;
  return typeof seq === "number" && typeof hash === "string" ? { seq, hash } : null;
}
