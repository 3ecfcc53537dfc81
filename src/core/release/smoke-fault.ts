/**
 * Evidence of the kind `smoke-fault`: on which planted faults each check was seen to fail. A check that passes whatever is broken says
 * nothing when it passes on production.
 */

import type { CheckIdentity } from "./smoke-record.ts";

/** Faults that are planted. */
export const smokeFaults = {
  "no-rows": "the schema without a row in it",
  "empty-database": "a database with nothing in it",
  "http-503": "a server that answers 503",
  "http-empty": "a server that answers 200 and nothing",
} as const;
export type SmokeFault = keyof typeof smokeFaults;

/** What one check said of the faults that it met. */
export interface FaultedCheck extends CheckIdentity {
  /** Where it failed, and what it said there. */
  readonly failedOn: readonly { readonly fault: SmokeFault; readonly message: string }[];
  /** Where it passed all the same. */
  readonly passedOn: readonly SmokeFault[];
  /** Where it came to no answer in time, which proves nothing. */
  readonly undecidedOn: readonly SmokeFault[];
}

/** Data of the evidence. */
export interface SmokeFaultRecord {
  readonly checks: readonly FaultedCheck[];
}

/** Whether a check was seen to fail. */
export function hasTeeth({ failedOn }: Pick<FaultedCheck, "failedOn">): boolean {
  return failedOn.length > 0;
}

/** The record in evidence; null for what is none. */
export function smokeFaultRecord(data: unknown): SmokeFaultRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { checks }: Partial<Record<keyof SmokeFaultRecord, unknown>> = data;
  if (!Array.isArray(checks)) return null;
  const read = checks.flatMap((one: unknown) => faultedCheck(one) ?? []);
  return read.length === checks.length ? { checks: read } : null;
}

function faultedCheck(value: unknown): FaultedCheck | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, checksum, failedOn, passedOn, undecidedOn }: Partial<Record<keyof FaultedCheck, unknown>> = value;
  if (typeof name !== "string" || typeof checksum !== "string" || !Array.isArray(failedOn)) return null;
  return {
    name,
    checksum,
    failedOn: failedOn.flatMap(failureOf),
    passedOn: faultsOf(passedOn),
    undecidedOn: faultsOf(undecidedOn),
  };
}

function failureOf(value: unknown): FaultedCheck["failedOn"] {
  if (typeof value !== "object" || value === null) return [];
  const { fault, message }: { fault?: unknown; message?: unknown } = value;
  return isFault(fault) && typeof message === "string" ? [{ fault, message }] : [];
}

function faultsOf(value: unknown): readonly SmokeFault[] {
  return Array.isArray(value) ? value.filter(isFault) : [];
}

function isFault(value: unknown): value is SmokeFault {
  return typeof value === "string" && Object.hasOwn(smokeFaults, value);
}
