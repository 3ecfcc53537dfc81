/** `lockstep status`: which migration stands how on which environment. */

import type { Command } from "../command.ts";

/** The command. */
export const statusCommand: Command = {
  name: "status",
  summary: "migrations × environments: applied, pending, and what somebody has to settle",
  description:
    "Only reads. Also tells of data jobs that are open, paused, or wait for a decision. Exit 0 while things are merely pending; 2 when a migration failed, came late, was edited or is gone, when the applied log and the journal disagree, when a window passed without a train for what was pending, or when an environment could not be asked: cron and CI can remind by it. Also called `migrate status` and `info`.",
  arguments: [{ name: "environments", description: "these (default: all that are configured)", isVariadic: true }],
  flags: [],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep status", note: "all environments side by side" },
    { line: "lockstep status production --format json", note: "for a script" },
  ],
  run: async ({ positionals, environments, context }) => {
    const [{ status, isTroubled }, { statusText }, { statusMarkdown }] = await Promise.all([
      import("../../workflows/status.ts"),
      import("../../core/report/status-text.ts"),
      import("../../core/report/status-markdown.ts"),
    ]);
    const outcome = await status([...environments, ...positionals], new Date(), context);
    const { findings, ...data } = outcome;
    return {
      exitCode: isTroubled(outcome) ? 2 : 0,
      data,
      findings,
      text: (style) => statusText(outcome, style),
      markdown: () => statusMarkdown(outcome),
    };
  },
};
