/** `lockstep init`: sets a repository up, and says what to do on the first days. */

import type { Command } from "../command.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

/** The command. */
export const initCommand: Command = {
  name: "init",
  summary: "set up a repository: configuration, applied log, CI workflow, first audit, the plan of the first days",
  description:
    "Finds the Drizzle schema, the migrations and how they are arranged, the environments and the Doppler project. Writes only what is not there; what is there is kept and said, so that it can be run again. Works without a database too.\n\nIt asks nothing and marks no database unless --mark names one.",
  arguments: [],
  flags: [
    { long: "--dry-run", description: "say what would be written, with --verbose all of it, and do nothing" },
    { long: "--mark", value: "ENV", description: "also mark this environment's database as being it" },
    ...markingFlags,
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep init", note: "in a repository that has never heard of Lockstep" },
    { line: "lockstep init --dry-run --verbose", note: "every file that it would write, and nothing done" },
    { line: "lockstep init --mark dev", note: "dev's database says from now on that it is dev" },
  ],
  run: async (invocation) => {
    const { value, isSet, context } = invocation;
    const [{ init }, { initText }] = await Promise.all([
      import("../../workflows/init.ts"),
      import("../../core/report/init-text.ts"),
    ]);
    const environment = value("--mark");
    const outcome = await init(
      {
        isDryRun: isSet("--dry-run"),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
        mark:
          environment === null
            ? null
            : { environment, confirm: () => confirmedMarking(environment, `lockstep init --mark ${environment}`, invocation) },
      },
      context,
    );
    return { exitCode: 0, data: outcome, findings: [], text: (style) => initText(outcome, style) };
  },
};
