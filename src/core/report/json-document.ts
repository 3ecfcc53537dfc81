/** The one JSON document that a command prints, also when it fails. Its shape is a contract with scripts. */

import type { AppError } from "../app-error.ts";
import type { Finding } from "../finding.ts";

/** The parts of the document. */
export interface JsonResult {
  readonly command: string;
  /** True only with exit 0. */
  readonly ok: boolean;
  /** Null when the command failed. */
  readonly data: unknown;
  readonly findings: readonly Finding[];
  readonly error?: AppError;
}

/** The error as JSON: the same fields as in text. */
export interface JsonError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** The command that explains the code. */
  readonly docs: string;
  readonly retryable: boolean;
  readonly cause: string | null;
}

/** The envelope as a value: `{schemaVersion, command, ok, data, findings, error?}`. */
export function jsonEnvelope({ command, ok, data, findings, error }: JsonResult): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: 1,
    command,
    ok,
    data: data ?? null,
    findings,
    ...(error === undefined ? {} : { error: errorJson(error) }),
  };
}

/** The document as text with a final line feed. */
export function jsonDocument(result: JsonResult): string {
  return `${JSON.stringify(jsonEnvelope(result), null, 2)}\n`;
}

/** An error's fields; of a cause only its message, because what it carries besides may be anything. */
export function errorJson(error: AppError): JsonError {
  const { code, message, hint, retryable, cause } = error;
  const causeMessage = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : null;
  return { code, message, hint: hint ?? null, docs: `lockstep explain ${code}`, retryable, cause: causeMessage };
}
