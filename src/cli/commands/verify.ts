/** `lockstep verify`: the catalog against what the journal says it must be. */

import type { Command } from "../command.ts";
import { wordsOf } from "./environment-words.ts";

/** The command. */
export const verifyCommand: Command = {
  name: "verify",
  summary: "compare an environment's schema with what its journal says it must be",
  description:
    "By the fingerprint that was recorded after the last batch; where that differs or is not there, by running the journal's migrations again on a scratch database, and the differences are shown as audit shows them.",
  arguments: [{ name: "env", description: "the environment to verify", isRequired: true }],
  flags: [],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [{ line: "lockstep verify production", note: "has anybody changed it by hand?" }],
  run: async (invocation) => {
    const { environment } = wordsOf(invocation, [], "lockstep verify production");
    const [{ verify }, { verifyText, verifyMarkdown }] = await Promise.all([
      import("../../workflows/verify.ts"),
      import("../../core/report/verify-text.ts"),
    ]);
    const outcome = await verify(environment, invocation.context);
    const { findings, ...data } = outcome;
    return {
      exitCode: outcome.holds ? 0 : 2,
      data,
      findings,
      text: (style) => verifyText(outcome, style),
      markdown: () => verifyMarkdown(outcome),
    };
  },
};
