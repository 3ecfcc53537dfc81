/** What the commands have in common that write into a journal without changing a schema: one environment, a confirmation, a wait. */

import { AppError } from "../../core/app-error.ts";
import type { MarkingConsent } from "../../workflows/confirm-marking.ts";
import type { CommandFlag, Invocation } from "../command.ts";
import { parseDuration } from "../parse-duration.ts";
import { version } from "../version.ts";

/** In the order of help. */
export const markingFlags: readonly CommandFlag[] = [
  { long: "--confirm", value: "ENV", description: "the protected environment's name, in place of typing it" },
  { long: "--wait", value: "TIME", description: "longest wait for another runner (default 60s)" },
];

/** Who asks, and how long to wait. @throws AppError USAGE */
export function markingOf({ value, askText }: Invocation): {
  readonly consent: MarkingConsent;
  readonly run: { readonly waitMs: number; readonly tool: string };
} {
  const wait = value("--wait");
  return {
    consent: { confirm: value("--confirm"), askText },
    run: { waitMs: wait === null ? 60_000 : parseDuration(wait), tool: `lockstep ${version}` },
  };
}

/** The words of a line: the environment, then exactly these. @throws AppError USAGE with an example */
export function wordsOf(
  { environments, positionals }: Invocation,
  wanted: readonly string[],
  example: string,
): { readonly environment: string; readonly rest: readonly string[] } {
  const [environment, ...rest] = [...environments, ...positionals];
  if (environment !== undefined && rest.length === wanted.length) return { environment, rest };
  const takes = ["one environment", ...wanted].join(" and ");
  throw new AppError({ code: "USAGE", message: `${example.split(" ")[1]} takes ${takes}.`, hint: example });
}
