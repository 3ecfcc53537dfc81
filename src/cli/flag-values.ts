/** Values of flags as numbers and times; null where the flag was not typed. */

import { AppError } from "../core/app-error.ts";
import type { Invocation } from "./command.ts";
import { parseDuration } from "./parse-duration.ts";

/** A number from 1. @throws AppError USAGE */
export function numberOf({ value }: Invocation, flag: string): number | null {
  const text = value(flag);
  if (text === null) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError({ code: "USAGE", message: `${flag} takes a number from 1, not "${text}".` });
}

/** Milliseconds. @throws AppError USAGE */
export function durationOf({ value }: Invocation, flag: string): number | null {
  const text = value(flag);
  return text === null ? null : parseDuration(text);
}
