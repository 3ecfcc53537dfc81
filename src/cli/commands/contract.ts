/** `lockstep contract`: the last step of a change: the old form goes. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { oneEnvironment, stepResult } from "./expand-result.ts";

/** The command. */
export const contractCommand: Command = {
  name: "contract",
  summary: "the last step of a change: the old form, its trigger and its function go",
  description:
    "Writes the migration that drops what the switch left: it never rides in the train that brings the switch. Going back afterwards makes the old form again and fills it from the new one.",
  arguments: [{ name: "name", description: "the change, as lockstep expand printed it", isRequired: true }],
  flags: [],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep contract users_email_type", note: "once no code needs the old form" },
    { line: "lockstep contract users_email_type --env staging", note: "planned for the schema of staging" },
  ],
  run: async (invocation) => {
    const [name, ...more] = invocation.positionals;
    if (name === undefined || more.length > 0)
      throw new AppError({
        code: "USAGE",
        message: "contract takes the name of one change.",
        hint: "lockstep contract users_email_type",
      });
    const { contract } = await import("../../workflows/contract.ts");
    const request = { name, environment: oneEnvironment(invocation, "contract"), now: new Date() };
    return stepResult(await contract(request, invocation.context));
  },
};
