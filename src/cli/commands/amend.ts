/** `lockstep amend`: accepts an applied file as it is now. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { adoptionResult } from "./adoption-result.ts";
import { wordsOf } from "./environment-words.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

/** The command. */
export const amendCommand: Command = {
  name: "amend",
  summary: "accept an applied file that was edited, with a reason",
  description:
    "The database is not touched. The journal keeps both texts and the reason. Comments, white space and line ends need no amendment.",
  arguments: [
    { name: "env", description: "the environment that has applied it", isRequired: true },
    { name: "file", description: "the migration", isRequired: true },
  ],
  flags: [{ long: "--reason", value: "TEXT", description: "why; it stays in the journal" }, ...markingFlags],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    {
      line: 'lockstep amend production 20251009_add.sql --reason "IF NOT EXISTS, for new databases"',
      note: "the file as it is now counts as applied",
    },
  ],
  run: async (invocation) => {
    const example = 'lockstep amend staging FILE --reason "why"';
    const { environment, rest } = wordsOf(invocation, ["one file"], example);
    const reason = invocation.value("--reason")?.trim() ?? "";
    if (reason === "") throw new AppError({ code: "USAGE", message: "amend takes a reason.", hint: example });
    const [file = ""] = rest;
    const run = await confirmedMarking(environment, `lockstep amend ${environment} ${file}`, invocation);
    const { amend } = await import("../../workflows/amend.ts");
    const outcome = await amend({ environment, file, reason, ...run }, invocation.context);
    const head = `${environment}: ${outcome.file} is accepted as it is now (#${outcome.seq}).`;
    const report = { head, marked: [], notes: ["The database was not touched."], findings: [] };
    return adoptionResult(outcome, report);
  },
};
