/** What the commands have in common that write into a journal without changing a schema: one environment, a confirmation, a wait. */

import type { CommandFlag, Invocation } from "../command.ts";
import { durationOf } from "../flag-values.ts";
import { version } from "../version.ts";

/** In the order of help. */
export const markingFlags: readonly CommandFlag[] = [
  { long: "--confirm", value: "ENV", description: "the protected environment's name, in place of typing it" },
  { long: "--wait", value: "TIME", description: "longest wait for another runner (default 60s)" },
];

/** How to run what was confirmed. */
export interface MarkingRun {
  readonly waitMs: number;
  readonly tool: string;
}

/** Has it confirmed where that is needed; `line` is what is about to run, without flags. @throws AppError CONFIRMATION_MISSING, USAGE */
export async function confirmedMarking(environment: string, line: string, invocation: Invocation): Promise<MarkingRun> {
  const { value, askText, context } = invocation;
  const run = { waitMs: durationOf(invocation, "--wait") ?? 60_000, tool: `lockstep ${version}` };
  const { confirmMarking } = await import("../../workflows/confirm-marking.ts");
  await confirmMarking(environment, line, { confirm: value("--confirm"), askText }, context);
  return run;
}
