/** `lockstep import`: takes over the history of another tool, or of a log that people kept. */

import { historySources } from "../../core/journal/histories/history.ts";
import type { Command } from "../command.ts";
import { adoptionResult } from "./adoption-result.ts";
import { wordsOf } from "./environment-words.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

/** The command. */
export const importCommand: Command = {
  name: "import",
  summary: "take over what another tool, or a hand-written log, says was applied",
  description:
    "Nothing is run, and the other tool's table stays as it is. Rows without a file, files that are not the ones that were applied, and migrations that the other tool did not finish are told.",
  arguments: [{ name: "env", description: "the environment to adopt", isRequired: true }],
  flags: [
    { long: "--from", value: "TOOL", description: "whose history (default: the only one there is)", choices: historySources },
    ...markingFlags,
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep import production --confirm production", note: "the one history that is found" },
    { line: "lockstep import production --from log", note: "the lines of db/migrations/applied_to_prod.log" },
  ],
  run: async (invocation) => {
    const { environment } = wordsOf(invocation, [], "lockstep import staging");
    const from = historySources.find((source) => source === invocation.value("--from")) ?? null;
    const run = await confirmedMarking(environment, `lockstep import ${environment}`, invocation);
    const [{ importHistory }, { pendingNote }] = await Promise.all([
      import("../../workflows/import-history.ts"),
      import("../../core/report/adoption-text.ts"),
    ]);
    const { findings, ...data } = await importHistory({ environment, from, ...run }, invocation.context);
    const { imported: marked, known, pending, place } = data;
    const head = `${environment}: ${marked.length === 1 ? "one migration" : `${marked.length} migrations`} taken over from ${place}; nothing was run.`;
    const before = known.length === 0 ? [] : [`Known before: ${known.length}`];
    const report = { head, marked, notes: [...before, ...pendingNote(pending, environment)], findings };
    return adoptionResult(data, report);
  },
};
