/** `lockstep work`: takes databases of a fleet from a queue. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { durationOf, numberOf } from "../flag-values.ts";
import { version } from "../version.ts";

/** The command. */
export const workCommand: Command = {
  name: "work",
  summary: "take databases of a fleet from a queue and apply to them",
  description:
    "For a fleet that outgrows one machine: any number of these, on any machine with the same commit and the same secrets, do what `lockstep apply ENV --queue …` hands out. Each may be killed at any time. Needs pg-boss 10 in the project. Ctrl-C ends it at a safe point.",
  arguments: [{ name: "env", description: "the fleet", isRequired: true }],
  flags: [
    { long: "--queue", value: "SECRET", description: "where the queue is: env:NAME, or a URL" },
    { long: "--jobs", value: "N", description: "databases at a time (default 4)" },
    { long: "--idle", value: "TIME", description: "end after so long without work (default: never)" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep work customers --queue env:QUEUE_DATABASE_URL", note: "until it is told to stop" },
    { line: "lockstep work customers --queue env:QUEUE_DATABASE_URL --jobs 8 --idle 5m", note: "in a job of CI" },
  ],
  run: async (invocation) => {
    const { positionals, environments, context, value } = invocation;
    const [environment, ...others] = [...environments, ...positionals];
    const queue = value("--queue");
    if (environment === undefined || others.length > 0 || queue === null)
      throw new AppError({
        code: "USAGE",
        message: "work takes one fleet and its queue.",
        hint: "lockstep work customers --queue env:QUEUE_DATABASE_URL",
      });
    const { workFleet } = await import("../../workflows/work-fleet.ts");
    const data = await workFleet(
      {
        environment,
        queue,
        jobs: numberOf(invocation, "--jobs") ?? 4,
        idleMs: durationOf(invocation, "--idle"),
        tool: `lockstep ${version}`,
      },
      context,
    );
    return {
      exitCode: 0,
      data,
      findings: [],
      text: () => `${environment}: ${data.done} jobs done, ${data.failed} failed here.\n`,
    };
  },
};
