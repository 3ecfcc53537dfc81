/** `lockstep rehearse`: pending migrations on a scratch copy of an environment's schema. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";

/** The command. */
export const rehearseCommand: Command = {
  name: "rehearse",
  summary: "run what is pending on a scratch copy of an environment's schema, there and back",
  description:
    "Applies, undoes, applies and applies again, as the role that will do it, and watches locks and costs. The result is kept as evidence beside the migrations.",
  arguments: [
    { name: "env", description: "the environment whose schema is copied", isRequired: true },
    { name: "files", description: "these migrations instead of all that are pending", isVariadic: true },
  ],
  flags: [],
  formats: ["text", "json", "ndjson"],
  examples: [{ line: "lockstep rehearse production", note: "does it run, does it lock, does its rollback lead back" }],
  run: async ({ positionals, environments, context }) => {
    const [source, ...files] = [...environments, ...positionals];
    if (source === undefined)
      throw new AppError({ code: "USAGE", message: "rehearse takes an environment.", hint: "lockstep rehearse production" });
    const [{ rehearse }, { rehearsalText, holds, hooksHold }] = await Promise.all([
      import("../../workflows/rehearse.ts"),
      import("../../core/report/rehearsal-text.ts"),
    ]);
    const { findings, ...outcome } = await rehearse({ source, files, now: new Date() }, context);
    const isFit = outcome.migrations.every(holds) && outcome.notRun.length === 0 && hooksHold(outcome);
    return { exitCode: isFit ? 0 : 2, data: outcome, findings, text: (style) => rehearsalText(outcome, style) };
  },
};
