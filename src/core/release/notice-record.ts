/**
 * What is kept of a message to the team: for which window and which exact files, and who took it. Where it went to is told by the
 * service's kind alone, because a webhook's address is its password.
 */

import { isStillToCome } from "./clock-slack.ts";
import { type NoticeKind, noticeKinds } from "./notice.ts";
import type { TrainWindow } from "./train-windows.ts";

/** How the sending to one service ended. */
export interface NoticeDelivery {
  /** `slack`, `webhook`, `email`, `summary`; the second of a kind is `slack 2`. */
  readonly service: string;
  readonly ok: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Why not, in one sentence; null where it arrived. */
  readonly why: string | null;
}

/** What a message is about. */
export interface NoticeSubject {
  readonly window: TrainWindow | null;
  readonly files: readonly { readonly file: string; readonly checksum: string }[];
}

/** Data of evidence of the kind `notice`. */
export interface NoticeRecord extends NoticeSubject {
  readonly kind: NoticeKind;
  readonly title: string;
  readonly deliveries: readonly NoticeDelivery[];
}

/** A record with the moment at which it was written, and its file. */
export interface StoredNotice {
  readonly at: string;
  readonly file: string;
  readonly record: NoticeRecord;
}

/** The record in evidence; null for what is none. */
export function parseNoticeRecord(data: unknown): NoticeRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { kind, title, window, files, deliveries }: Partial<Record<keyof NoticeRecord, unknown>> = data;
  const known = noticeKinds.find((one) => one === kind);
  if (known === undefined || typeof title !== "string" || !Array.isArray(files) || !Array.isArray(deliveries)) return null;
  const opened = parseWindow(window);
  if (window !== null && opened === null) return null;
  const [ownFiles, ownDeliveries] = [files.map(parseFile), deliveries.map(parseDelivery)];
  const whole = { files: ownFiles.filter((one) => one !== null), deliveries: ownDeliveries.filter((one) => one !== null) };
  // half a record would vouch for files that it does not name
  if (whole.files.length < files.length || whole.deliveries.length < deliveries.length) return null;
  return { kind: known, title, window: opened, ...whole };
}

function parseWindow(value: unknown): TrainWindow | null {
  if (typeof value !== "object" || value === null) return null;
  const { opens, closes }: { opens?: unknown; closes?: unknown } = value;
  const areMoments = [opens, closes].every((one) => typeof one === "string" && !Number.isNaN(Date.parse(one)));
  return areMoments ? { opens: String(opens), closes: String(closes) } : null;
}

function parseFile(value: unknown): NoticeSubject["files"][number] | null {
  if (typeof value !== "object" || value === null) return null;
  const { file, checksum }: { file?: unknown; checksum?: unknown } = value;
  return typeof file === "string" && typeof checksum === "string" ? { file, checksum } : null;
}

function parseDelivery(value: unknown): NoticeDelivery | null {
  if (typeof value !== "object" || value === null) return null;
  const { service, ok, at, why }: Partial<Record<keyof NoticeDelivery, unknown>> = value;
  if (typeof service !== "string" || typeof ok !== "boolean" || typeof at !== "string") return null;
  return { service, ok, at, why: typeof why === "string" ? why : null };
}

/** A page of the run's own is read by whoever looks for it: it has told nobody. */
export const summaryService = "summary";

/** The team has it: one service at least took it. */
export function wasTold(deliveries: readonly NoticeDelivery[]): boolean {
  return deliveries.some(({ service, ok }) => ok && service !== summaryService);
}

/**
 * The announcement of a batch in a window: it must have arrived before the window closes, name this very window, and every file of the
 * batch as it is now. Else why the newest one does not count; both null where there is none. `stored` is the newest first.
 */
export function announcementOf(
  stored: readonly StoredNotice[],
  batch: { readonly window: TrainWindow; readonly files: NoticeSubject["files"]; readonly now: Date },
): { readonly found: StoredNotice | null; readonly why: string | null } {
  let why: string | null = null;
  for (const one of stored.filter(({ record }) => record.kind === "announcement")) {
    const reason = standsAgainst(one, batch);
    if (reason === null) return { found: one, why: null };
    why ??= reason;
  }
  return { found: null, why };
}

function standsAgainst(
  { at, record }: StoredNotice,
  { window, files, now }: { readonly window: TrainWindow; readonly files: NoticeSubject["files"]; readonly now: Date },
): string | null {
  if (isStillToCome(at, now)) return `the announcement is dated ${at}, which is still to come`;
  if (!wasTold(record.deliveries)) return `the announcement of ${at} reached nobody`;
  if (record.window === null || !isSameWindow(record.window, window)) {
    const other = record.window === null ? "no window" : `the window of ${record.window.opens}`;
    return `the announcement of ${at} was about ${other}`;
  }
  const announced = new Map(record.files.map(({ file, checksum }) => [file, checksum]));
  const other = files.find(({ file, checksum }) => announced.get(file) !== checksum);
  if (other === undefined) return null;
  return `the announcement of ${at} was about ${announced.has(other.file) ? `another text of ${other.file}` : `a batch without ${other.file}`}`;
}

function isSameWindow(one: TrainWindow, other: TrainWindow): boolean {
  return Date.parse(one.opens) === Date.parse(other.opens) && Date.parse(one.closes) === Date.parse(other.closes);
}
