/** Evidence of the kind `audit`: how an environment stood beside its own journal and beside dev when somebody looked. */

import type { ParityReport } from "../parity/parity-report.ts";

/** The `data` of the evidence. */
export interface AuditRecord {
  /** What it was compared with; null: with nothing but its journal. */
  readonly source: string | null;
  /** Of the environment's schema; null where it was not compared. */
  readonly fingerprint: string | null;
  readonly inSync: boolean | null;
  readonly differences: number | null;
  /** Of them, those that no pending migration explains. */
  readonly unexplained: number | null;
  /** Ids of what is not as the journal's migrations leave it. */
  readonly hotFixes: readonly string[];
  /** The database's own identity, where it was kept. */
  readonly database?: string | null;
}

/** What a comparison says for the record, beside what is past the journal; `report` is null where nothing was compared with. */
export function auditOf(report: ParityReport | null, hotFixes: readonly string[]): AuditRecord {
  return {
    source: report?.source.name ?? null,
    fingerprint: report?.target.fingerprint ?? null,
    inSync: report?.inSync ?? null,
    differences: report?.changes.length ?? null,
    unexplained: report?.changes.filter(({ cause }) => cause !== "pending" && cause !== "platform").length ?? null,
    hotFixes,
  };
}

/** The record in evidence; null for what is none. */
export function auditRecord(data: unknown): AuditRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const {
    source,
    fingerprint,
    inSync,
    differences,
    unexplained,
    hotFixes,
    database,
  }: Partial<Record<keyof AuditRecord, unknown>> = data;
  if (!Array.isArray(hotFixes) || !hotFixes.every((id) => typeof id === "string")) return null;
  return {
    source: typeof source === "string" ? source : null,
    fingerprint: typeof fingerprint === "string" ? fingerprint : null,
    inSync: typeof inSync === "boolean" ? inSync : null,
    differences: typeof differences === "number" ? differences : null,
    unexplained: typeof unexplained === "number" ? unexplained : null,
    hotFixes,
    ...(typeof database === "string" ? { database } : {}),
  };
}
