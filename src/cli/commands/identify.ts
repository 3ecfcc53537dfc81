/** `lockstep identify`: says which environment a database is. */

import type { Command } from "../command.ts";
import { adoptionResult } from "./adoption-result.ts";
import { wordsOf } from "./environment-words.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

/** The command. */
export const identifyCommand: Command = {
  name: "identify",
  summary: "say which environment a database is; re-mark a copy",
  description:
    "A restored copy, a snapshot or a branch carries the mark of what it was copied from, and nothing is applied to it until somebody says what it is now. Its journal stays as the history that it came with.",
  arguments: [{ name: "env", description: "the environment that it is from now on", isRequired: true }],
  flags: [
    { long: "--was", value: "ENV", description: "what it says that it is; asked for when that is another environment" },
    ...markingFlags,
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [{ line: "lockstep identify staging --was production", note: "a copy of production that is staging now" }],
  run: async (invocation) => {
    const { environment } = wordsOf(invocation, [], "lockstep identify staging");
    const run = await confirmedMarking(environment, `lockstep identify ${environment}`, invocation);
    const { identify } = await import("../../workflows/identify.ts");
    const outcome = await identify({ environment, was: invocation.value("--was"), ...run }, invocation.context);
    const { was, database } = outcome;
    const before = was === null ? "it had no mark" : `it was ${was.environment} (${was.database})`;
    const report = {
      head: `${database} is ${environment} from now on; ${before}.`,
      marked: [],
      notes: [`Its identity: ${outcome.identity}`],
      findings: [],
    };
    return adoptionResult(outcome, report);
  },
};
