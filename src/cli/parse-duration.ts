/** Durations as people type them. */

import { AppError } from "../core/app-error.ts";

const milliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `500ms`, `30s`, `2m`, `1h`, or seconds without a unit → milliseconds, above zero. @throws AppError USAGE */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const unit = (match?.[2] ?? "s") as keyof typeof milliseconds; // the expression admits these four
  const value = match === null ? 0 : Math.round(Number(match[1]) * milliseconds[unit]);
  // Timers of Node overflow beyond this and would fire at once.
  if (value > 0 && value <= 0x7fff_ffff) return value;
  throw new AppError({ code: "USAGE", message: `"${text}" is not a time.`, hint: "Write 30s, 2m, 1h or 500ms." });
}
