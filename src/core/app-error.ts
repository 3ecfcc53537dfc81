/** The one error type of failed operations. Problems in the user's SQL or schema are `Finding`s, not errors. */

import type { ErrorCode } from "./error-codes.ts";

/** Fields of an {@link AppError}; the same ones appear in text and in JSON output. */
export interface AppErrorFields {
  readonly code: ErrorCode;
  /** What failed and why, one sentence each, without secrets. */
  readonly message: string;
  /** The next thing to try, best as a command that can be typed. */
  readonly hint?: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** A failed operation: what failed, why, and the next command to type. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(fields: AppErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "AppError";
    this.code = fields.code;
    this.hint = fields.hint;
    this.retryable = fields.retryable ?? false;
  }
}
