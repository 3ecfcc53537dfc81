/** `lockstep switch`: the second step of a change: the new form leads. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { oneEnvironment, stepResult } from "./expand-result.ts";

/** The command. */
export const switchCommand: Command = {
  name: "switch",
  summary: "the second step of a change: the new form leads, once its rows are filled and proven",
  description:
    "Asks the database whether the job of the change has ended with nothing open and was verified within a day. Then writes what builds indexes, constraints and everything else for the new form while others write, and a short transaction in which the new form takes over. The old form is written along, so that the way back stays open.",
  arguments: [{ name: "name", description: "the change, as lockstep expand printed it", isRequired: true }],
  flags: [],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep switch users_email_type", note: "as production stands, and planned for its schema" },
    { line: "lockstep switch users_email_type --env staging", note: "as staging stands" },
  ],
  run: async (invocation) => {
    const [name, ...more] = invocation.positionals;
    if (name === undefined || more.length > 0)
      throw new AppError({
        code: "USAGE",
        message: "switch takes the name of one change.",
        hint: "lockstep switch users_email_type",
      });
    const { switchChange } = await import("../../workflows/switch.ts");
    const request = { name, environment: oneEnvironment(invocation, "switch"), now: new Date() };
    return stepResult(await switchChange(request, invocation.context));
  },
};
