/** Every failure is one AppError with a stable code; no message of it holds a secret. */

import { AppError, audit, errorPages } from "lockstep";

try {
  const { inSync } = await audit({ target: "production", timeoutMs: 5_000, signal: AbortSignal.timeout(60_000) });
  console.log(inSync ? "in sync" : "drift");
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  if (error.hint !== undefined) console.error(`try: ${error.hint}`);
  if (error.retryable) console.error("the same call may succeed later");
  process.exitCode = errorPages[error.code].exit;
}
