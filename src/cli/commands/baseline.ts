/** `lockstep baseline`: adopts a database that has what the folder's files make. */

import type { Command } from "../command.ts";
import { adoptionResult } from "./adoption-result.ts";
import { wordsOf } from "./environment-words.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

/** The command. */
export const baselineCommand: Command = {
  name: "baseline",
  summary: "mark the folder's files as applied without running them",
  description:
    "For a database that has what the files make, and no history of it. Nothing is compared: `lockstep diff db/migrations ENV` shows beforehand whether the files lead to what is there. The schema of now is kept with the first event.",
  arguments: [{ name: "env", description: "the environment to adopt", isRequired: true }],
  flags: [{ long: "--to", value: "FILE", description: "up to and with this file; later ones stay pending" }, ...markingFlags],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep baseline production --to 20251009_initial_schema.sql", note: "what production had when Lockstep came" },
  ],
  run: async (invocation) => {
    const { environment } = wordsOf(invocation, [], "lockstep baseline staging");
    const run = await confirmedMarking(environment, `lockstep baseline ${environment}`, invocation);
    const [{ baseline }, { pendingNote }] = await Promise.all([
      import("../../workflows/baseline.ts"),
      import("../../core/report/adoption-text.ts"),
    ]);
    const outcome = await baseline({ environment, to: invocation.value("--to"), ...run }, invocation.context);
    const { baselined: marked, pending } = outcome;
    const head = `${environment}: ${marked.length === 1 ? "one file is" : `${marked.length} files are`} marked as applied; nothing was run.`;
    const report = { head, marked, notes: pendingNote(pending, environment), findings: [] };
    return adoptionResult(outcome, report);
  },
};
