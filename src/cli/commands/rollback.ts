/** `lockstep rollback`: undoes what was applied last. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { numberOf } from "../flag-values.ts";
import { version } from "../version.ts";
import { consentFlags, consentOf } from "./consent-flags.ts";
import { wordsOf } from "./environment-words.ts";
import { patienceFlags, patienceOf } from "./patience-flags.ts";

/** The command. */
export const rollbackCommand: Command = {
  name: "rollback",
  summary: "undo the last batch by the rollbacks of its migrations, in reverse order",
  description:
    "In one transaction where that can be. What holds rows or values is looked at under its lock right before it would be dropped, and is not dropped unless --ack names it. The journal keeps both: that it was applied, and that it was undone.",
  arguments: [{ name: "env", description: "the environment to roll back", isRequired: true }],
  flags: [
    { long: "--to", value: "FILE", description: "everything that was applied after this file" },
    { long: "--only", value: "FILE", description: "only this file" },
    { long: "--steps", value: "N", description: "the last so many files" },
    { long: "--dry-run", description: "say what would be undone, and change nothing" },
    ...patienceFlags,
    ...consentFlags.filter(({ long }) => long !== "--break-glass" && long !== "--reason"),
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep rollback dev", note: "the last batch" },
    { line: "lockstep rollback dev --steps 1", note: "the last file" },
    { line: "lockstep rollback production --dry-run", note: "what would be undone, and what that would lose" },
  ],
  run: async (invocation) => {
    const { context, value } = invocation;
    const { environment } = wordsOf(invocation, [], "lockstep rollback dev");
    const wishes = ["--to", "--only", "--steps"].filter((flag) => value(flag) !== null);
    if (wishes.length > 1) throw new AppError({ code: "USAGE", message: `${wishes.join(" and ")} do not go together.` });
    const [{ rollback }, { rollbackText, rollbackMarkdown }] = await Promise.all([
      import("../../workflows/rollback.ts"),
      import("../../core/report/rollback-text.ts"),
    ]);
    const outcome = await rollback(
      {
        environment,
        to: value("--to"),
        only: value("--only"),
        steps: numberOf(invocation, "--steps"),
        isDryRun: invocation.isSet("--dry-run"),
        ...patienceOf(invocation),
        tool: `lockstep ${version}`,
        consent: consentOf(invocation, []),
      },
      context,
    );
    return {
      exitCode: 0,
      data: outcome,
      findings: [],
      text: (style) => rollbackText(outcome, style),
      markdown: () => rollbackMarkdown(outcome),
    };
  },
};
