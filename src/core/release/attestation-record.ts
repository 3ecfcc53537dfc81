/** What a named person vouches for, and what a named person lets pass: both for exactly this batch, and both end. */

import type { ChecklistItemId, HighRiskItemId } from "./checklist.ts";

/** Data of evidence of the kinds `attestation` and `waiver`. */
export interface AttestationRecord {
  readonly item: ChecklistItemId | HighRiskItemId;
  /** Who vouches or lets pass. */
  readonly name: string;
  readonly reason: string | null;
  /** ISO 8601, UTC. */
  readonly until: string;
  /** The batch. What remains of it after a part has run is covered too. */
  readonly files: readonly { readonly file: string; readonly checksum: string }[];
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
    files: files.flatMap((one: unknown) => {
      const { file, checksum } = (one ?? {}) as { readonly file?: unknown; readonly checksum?: unknown }; // looked at here
      return typeof file === "string" && typeof checksum === "string" ? [{ file, checksum }] : [];
    }),
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

// Minutes by which clocks differ without anybody having touched them.
const clockSlackMs = 5 * 60_000;

function standsAgainst({ at, record }: StoredAttestation, { files, now }: Occasion): string | null {
  if (Date.parse(at) > now.getTime() + clockSlackMs) return `what ${record.name} said is dated ${at}, which is still to come`;
  if (Date.parse(record.until) <= now.getTime()) return `what ${record.name} said held until ${record.until}`;
  const covered = new Map(record.files.map(({ file, checksum }) => [file, checksum]));
  const stranger = files.find(({ file, checksum }) => covered.get(file) !== checksum);
  if (stranger === undefined) return null;
  const what = covered.has(stranger.file) ? "has changed since" : "was not part of it";
  return `what ${record.name} said was about another batch: ${stranger.file} ${what}`;
}
