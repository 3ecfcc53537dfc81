/** Evidence of the kind `smoke`: which checks ran on an environment, in which wording, at which point of its journal, and how they ended. */

import { type JournalHead, parseJournalHead } from "../journal/journal-head.ts";
import { sha256Of } from "../sha256-of.ts";

/** A check in exactly one wording. */
export interface CheckIdentity {
  readonly name: string;
  /** `sha256:…` of the file, or of the request's definition. */
  readonly checksum: string;
}

/** Ways to write a check. */
export const smokeKinds = ["sql", "http", "typescript"] as const;
export type SmokeKind = (typeof smokeKinds)[number];

/** How one check ended. */
export interface SmokeResult extends CheckIdentity {
  readonly kind: SmokeKind;
  readonly passed: boolean;
  readonly ms: number;
  /** Why it failed; null where it passed. */
  readonly message: string | null;
}

/** Data of the evidence. */
export interface SmokeRecord {
  readonly checks: readonly SmokeResult[];
  /** Of all checks, see {@link checksDigest}. */
  readonly digest: string;
  /** The journal's last event when they ran; null without a journal. */
  readonly head: JournalHead | null;
}

/** One hash over the checks in their wording, whatever their order. */
export function checksDigest(checks: readonly CheckIdentity[]): string {
  const lines = checks.map(({ name, checksum }) => `${checksum}\t${name}`).sort();
  return sha256Of(lines.join("\n"));
}

/** The record in evidence; null for what is none. The digest is made anew: a file may say anything of itself. */
export function smokeRecord(data: unknown): SmokeRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { checks, head }: Partial<Record<keyof SmokeRecord, unknown>> = data;
  if (!Array.isArray(checks)) return null;
  const results = checks.flatMap((one: unknown) => smokeResult(one) ?? []);
  if (results.length !== checks.length) return null;
  return { checks: results, digest: checksDigest(results), head: parseJournalHead(head) };
}

function smokeResult(value: unknown): SmokeResult | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, checksum, kind, passed, ms, message }: Partial<Record<keyof SmokeResult, unknown>> = value;
  const known = smokeKinds.find((one) => one === kind);
  if (typeof name !== "string" || typeof checksum !== "string" || typeof passed !== "boolean" || known === undefined) return null;
  return {
    name,
    checksum,
    kind: known,
    passed,
    ms: typeof ms === "number" ? ms : 0,
    message: typeof message === "string" ? message : null,
  };
}
