/** `lockstep smoke`: the user's own checks on an environment, or on planted faults. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";

/** The command. */
export const smokeCommand: Command = {
  name: "smoke",
  summary: "run your own SQL, HTTP and TypeScript checks on an environment",
  description:
    "Checks are listed under `smoke` in the configuration. SQL runs in a read-only transaction; each check has 10 s (--timeout, or its own) and stops no other. A run of all of them is kept as evidence, with the wording of each. Exit 2 when one fails. --prove runs them on planted faults instead, where each has to fail at least once: a check that passes whatever is broken says nothing.",
  arguments: [{ name: "env", description: "the environment", isRequired: true }],
  flags: [
    {
      long: "--only",
      value: "NAME",
      description: "only this check, by its name or file; nothing is kept then",
      isRepeatable: true,
    },
    {
      long: "--prove",
      description: "see each check fail: on a copy of the schema without rows, on an empty database, on a broken server",
    },
  ],
  formats: ["text", "json", "ndjson", "markdown", "junit"],
  examples: [
    { line: "lockstep smoke staging", note: "all checks" },
    { line: "lockstep smoke production --only orders.sql", note: "one of them" },
    { line: "lockstep smoke production --prove", note: "would they notice? (reads only the schema of production)" },
    { line: "lockstep smoke staging --format junit --out smoke.xml", note: "for CI" },
  ],
  run: async (invocation) => {
    const { positionals, environments, context } = invocation;
    const [environment, ...others] = [...environments, ...positionals];
    if (environment === undefined || others.length > 0)
      throw new AppError({ code: "USAGE", message: "smoke takes one environment.", hint: "lockstep smoke staging" });
    const only = invocation.values("--only");
    const clock = () => new Date();
    if (invocation.isSet("--prove")) return prove({ environment, clock }, only, invocation);
    const [{ smoke }, { smokeText, smokeMarkdown }, { smokeJunit }] = await Promise.all([
      import("../../workflows/smoke.ts"),
      import("../../core/report/smoke-text.ts"),
      import("../../core/report/smoke-junit.ts"),
    ]);
    const outcome = await smoke({ environment, only, clock }, context);
    const { findings, ...data } = outcome;
    return {
      exitCode: outcome.passed ? 0 : 2,
      data,
      findings,
      text: (style) => smokeText(outcome, style),
      markdown: () => smokeMarkdown(outcome),
      junit: () => smokeJunit(outcome),
    };
  },
};

async function prove(
  request: { readonly environment: string; readonly clock: () => Date },
  only: readonly string[],
  { context }: Invocation,
): Promise<CommandResult> {
  if (only.length > 0)
    throw new AppError({
      code: "USAGE",
      message: "--prove takes all checks, not --only some.",
      hint: `lockstep smoke ${request.environment} --prove`,
    });
  const [{ smokeFaults }, { smokeFaultText, smokeFaultMarkdown }, { smokeFaultJunit }] = await Promise.all([
    import("../../workflows/smoke-faults.ts"),
    import("../../core/report/smoke-text.ts"),
    import("../../core/report/smoke-junit.ts"),
  ]);
  const outcome = await smokeFaults(request, context);
  const { findings, ...data } = outcome;
  return {
    exitCode: outcome.proven ? 0 : 2,
    data,
    findings,
    text: (style) => smokeFaultText(outcome, style),
    markdown: () => smokeFaultMarkdown(outcome),
    junit: () => smokeFaultJunit(outcome),
  };
}
