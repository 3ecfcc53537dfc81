/** `lockstep load`: the configured mix of SQL and requests on an environment, compared with a baseline. */

import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";

/** The command. */
export const loadCommand: Command = {
  name: "load",
  summary: "put your mix of SQL and requests on an environment, and compare with before",
  description:
    "Rate, duration and mix stand under `load` in the configuration. Steps come when they are due, whatever became of those before, and a time counts from then: a server that stands still is not flattered. SQL runs in read-only transactions unless a step says that it writes, which no protected environment takes. Exit 2 when errors, or the 95th percentile beside the baseline, are worse than they may be.",
  arguments: [{ name: "env", description: "the environment", isRequired: true }],
  flags: [
    { long: "--baseline", description: "keep this run as the one that later ones are compared with" },
    { long: "--confirm", value: "ENV", description: "the protected environment's name, in place of typing it" },
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep load staging --baseline", note: "how it is now" },
    { line: "lockstep load staging", note: "is it worse than that?" },
    { line: "lockstep load production --confirm production", note: "the week before launch" },
  ],
  run: async (invocation) => {
    const { positionals, environments, context, askText } = invocation;
    const [environment, ...others] = [...environments, ...positionals];
    if (environment === undefined || others.length > 0)
      throw new AppError({ code: "USAGE", message: "load takes one environment.", hint: "lockstep load staging" });
    const [{ load }, { loadText, loadMarkdown }] = await Promise.all([
      import("../../workflows/load.ts"),
      import("../../core/report/load-text.ts"),
    ]);
    const outcome = await load(
      {
        environment,
        confirm: invocation.value("--confirm"),
        askText,
        isBaseline: invocation.isSet("--baseline"),
        clock: () => new Date(),
        now: () => performance.now(),
        sleep: (ms) => sleep(ms),
      },
      context,
    );
    return {
      exitCode: outcome.verdict.passed ? 0 : 2,
      data: outcome,
      findings: outcome.verdict.worse.map((message) => ({ rule: "load", level: "high", message })),
      text: (style) => loadText(outcome, style),
      markdown: () => loadMarkdown(outcome),
    };
  },
};
