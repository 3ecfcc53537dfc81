/** `lockstep diff`: what would turn one database into another. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { comparisonFlags } from "./comparison-flags.ts";

/** The command. */
export const diffCommand: Command = {
  name: "diff",
  summary: "what turns <from> into <to>, with the risk of each change",
  arguments: [
    { name: "from", description: "the source that would change", isRequired: true },
    { name: "to", description: "the source that it would become", isRequired: true },
  ],
  flags: comparisonFlags,
  formats: ["text", "json", "ndjson", "markdown", "github"],
  examples: [
    { line: "lockstep diff production dev", note: "what production lacks, has too many, has otherwise" },
    { line: "lockstep diff empty db/migrations", note: "everything that the migrations make" },
  ],
  run: async ({ positionals, failOn, values, isSet, context }) => {
    const [{ diffSources }, { auditResult }] = await Promise.all([
      import("../../workflows/diff-sources.ts"),
      import("./audit-result.ts"),
    ]);
    const [from, to] = positionals;
    if (from === undefined || to === undefined) throw new AppError({ code: "USAGE", message: "diff takes two sources." });
    const { report, findings } = await diffSources(
      { from, to, ignore: values("--ignore"), columnOrder: isSet("--column-order") },
      context,
    );
    return auditResult([report], findings, failOn, "diff");
  },
};
