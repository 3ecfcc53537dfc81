/** An error as a failed check of `doctor`, with the error's own remedy. */

import { AppError } from "../core/app-error.ts";
import type { DoctorCheck } from "../core/report/doctor-text.ts";

/** The check that the error made fail. */
export function failedCheck(name: string, error: unknown): DoctorCheck {
  if (!(error instanceof AppError)) return { name, status: "failed", detail: String(error) };
  return { name, status: "failed", detail: error.message, ...(error.hint === undefined ? {} : { fix: error.hint }) };
}
