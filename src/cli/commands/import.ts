/** `lockstep import`: takes over the history of another tool, or of a log that people kept. */

import { AppError } from "../../core/app-error.ts";
import { historySources } from "../../core/journal/histories/history.ts";
import type { Command } from "../command.ts";
import { markingFlags, markingOf, wordsOf } from "./marking-flags.ts";

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
    const { consent, run } = markingOf(invocation);
    const typed = invocation.value("--from");
    const from = historySources.find((source) => source === typed) ?? null;
    if (typed !== null && from === null)
      throw new AppError({ code: "USAGE", message: `--from takes ${historySources.join(", ")}, not "${typed}".` });
    const [{ importHistory }, { confirmMarking }, text] = await Promise.all([
      import("../../workflows/import-history.ts"),
      import("../../workflows/confirm-marking.ts"),
      import("../../core/report/adoption-text.ts"),
    ]);
    await confirmMarking(environment, `lockstep import ${environment}`, consent, invocation.context);
    const { findings, ...data } = await importHistory({ environment, from, ...run }, invocation.context);
    const { imported: marked, known, pending, place } = data;
    const head = `${environment}: ${marked.length === 1 ? "one migration" : `${marked.length} migrations`} taken over from ${place}; nothing was run.`;
    const before = known.length === 0 ? [] : [`Known before: ${known.length}`];
    const report = { head, marked, notes: [...before, ...text.pendingNote(pending, environment)], findings };
    return {
      exitCode: findings.some(({ level }) => level === "high") ? 2 : 0,
      data,
      findings,
      text: (style) => text.adoptionText(report, style),
      markdown: () => text.adoptionMarkdown(report),
    };
  },
};
