/** What a named person vouches for, and what a named person lets pass: both for exactly this batch, and both end. */

import type { ChecklistItemId, HighRiskItemId } from "./checklist.ts";
import { isStillToCome } from "./clock-slack.ts";
import type { TouchedRoots } from "./touched-roots.ts";

/** Data of evidence of the kinds `attestation` and `waiver`. */
export interface AttestationRecord {
  readonly item: ChecklistItemId | HighRiskItemId;
  /** Who vouches or lets pass. */
  readonly name: string;
  readonly reason: string | null;
  /** ISO 8601, UTC. */
  readonly until: string;
  /** The batch, and what each of its files touched looked like then. What remains of it after a part has run is covered too. */
  readonly files: readonly VouchedFile[];
}

/** A file as it was, and the schema that it meets. */
export interface VouchedFile {
  readonly file: string;
  readonly checksum: string;
  readonly touches: TouchedRoots;
}

/** The record in evidence; null for what is none. */
export function attestationRecord(data: unknown): AttestationRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { item, name, reason, until, files }: Partial<Record<keyof AttestationRecord, unknown>> = data;
  if (typeof item !== "string" || typeof name !== "string" || name.trim() === "") return null;
  if (typeof until !== "string" || Number.isNaN(Date.parse(until)) || !Array.isArray(files)) return null;
  return {
    item: item as AttestationRecord["item"], // compared with the items that there are, never looked up
    name,
    reason: typeof reason === "string" ? reason : null,
    until,
    files: files.flatMap((one: unknown) => vouchedFile(one) ?? []),
  };
}

function vouchedFile(value: unknown): VouchedFile | null {
  if (typeof value !== "object" || value === null) return null;
  const { file, checksum, touches }: Partial<Record<keyof VouchedFile, unknown>> = value;
  if (typeof file !== "string" || typeof checksum !== "string" || typeof touches !== "object" || touches === null) return null;
  return {
    file,
    checksum,
    touches: Object.fromEntries(Object.entries(touches).map(([id, digest]) => [id, digest === null ? null : String(digest)])),
  };
}

/** A record with the moment at which it was written, and its file. */
export interface StoredAttestation {
  readonly at: string;
  readonly file: string;
  readonly record: AttestationRecord;
}

/** What is to go, and when. */
export interface Occasion {
  readonly files: AttestationRecord["files"];
  readonly now: Date;
}

/** Whether one holds for a batch at a moment; else why the newest does not. */
export function holding(
  stored: readonly StoredAttestation[],
  item: AttestationRecord["item"],
  occasion: Occasion,
): { readonly found: StoredAttestation | null; readonly why: string | null } {
  const own = stored.filter(({ record }) => record.item === item);
  let why: string | null = null;
  for (const one of own) {
    const reason = standsAgainst(one, occasion);
    if (reason === null) return { found: one, why: null };
    why ??= reason;
  }
  return { found: null, why };
}

/** What looks otherwise than when the word was given, and not because a part of the same batch has run. */
function movedObject(vouched: readonly VouchedFile[], files: readonly VouchedFile[]): string | null {
  const left = new Set(files.map(({ file }) => file));
  const ran = new Set(vouched.filter(({ file }) => !left.has(file)).flatMap(({ touches }) => Object.keys(touches)));
  const then = new Map(vouched.map(({ file, touches }) => [file, touches]));
  for (const { file, touches } of files)
    for (const [id, digest] of Object.entries(touches)) if (!ran.has(id) && then.get(file)?.[id] !== digest) return id;
  return null;
}

function standsAgainst({ at, record }: StoredAttestation, { files, now }: Occasion): string | null {
  if (isStillToCome(at, now)) return `what ${record.name} said is dated ${at}, which is still to come`;
  if (Date.parse(record.until) <= now.getTime()) return `what ${record.name} said held until ${record.until}`;
  const covered = new Map(record.files.map((one) => [one.file, one]));
  const stranger = files.find(({ file, checksum }) => covered.get(file)?.checksum !== checksum);
  if (stranger !== undefined) {
    const what = covered.has(stranger.file) ? "has changed since" : "was not part of it";
    return `what ${record.name} said was about another batch: ${stranger.file} ${what}`;
  }
  const moved = movedObject(record.files, files);
  return moved === null ? null : `what ${record.name} said was about another schema: ${moved} has changed since`;
}
