/**
 * One call of the library from options to result. Whatever goes wrong inside leaves as one AppError, and no text that
 * leaves with it holds a secret that was resolved on the way.
 */

import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { createSecretRegister } from "../core/report/secret-register.ts";
import type { WorkflowContext } from "../workflows/workflow-context.ts";
import { type LibraryOptions, workflowContext } from "./library-options.ts";

/** Runs `work` in the surroundings that the options describe. @throws AppError and nothing else */
export async function runWorkflow<T>(options: LibraryOptions, work: (context: WorkflowContext) => Promise<T>): Promise<T> {
  const secrets = createSecretRegister();
  const { onProgress } = options;
  const told =
    onProgress === undefined
      ? {}
      : {
          onProgress: (event: Parameters<typeof onProgress>[0]) =>
            onProgress(event.detail === undefined ? event : { ...event, detail: secrets.redact(event.detail) }),
        };
  try {
    return await work({ ...workflowContext({ ...options, ...told }, secrets.add), redact: secrets.redact });
  } catch (thrown) {
    throw redacted(asAppError(thrown, options.signal), secrets.redact);
  }
}

function asAppError(thrown: unknown, signal: AbortSignal | undefined): AppError {
  if (signal?.aborted === true && !(thrown instanceof AppError && thrown.code !== "INTERNAL"))
    return new AppError({ code: "INTERRUPTED", message: "Stopped at a safe point, as the signal asked.", cause: thrown });
  if (thrown instanceof AppError) return thrown;
  const message = messageOf(thrown);
  return new AppError({ code: "INTERNAL", message: `A defect in Lockstep: ${message}`, cause: thrown });
}

// Messages are written without secrets; this stands behind them, because a driver's or a tool's words can be part of one.
function redacted(error: AppError, redact: (text: string) => string): AppError {
  const { code, message, hint, retryable, cause } = error;
  const clean = { message: redact(message), ...(hint === undefined ? {} : { hint: redact(hint) }) };
  const causeText = cause instanceof Error ? `${cause.message}\n${cause.stack ?? ""}` : String(cause);
  if (clean.message === message && clean.hint === hint && redact(causeText) === causeText) return error;
  return new AppError({ code, ...clean, retryable });
}
