/** `lockstep apply`: pending migrations onto an environment. */

import type { FleetRequest } from "../../workflows/apply-fleet.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { numberOf } from "../flag-values.ts";
import { version } from "../version.ts";
import { consentFlags, consentOf } from "./consent-flags.ts";
import { wordsOf } from "./environment-words.ts";
import { fleetFlags, fleetPaceOf, refuseFleetFlags } from "./fleet-flags.ts";
import { patienceFlags, patienceOf } from "./patience-flags.ts";

/** The command. */
export const applyCommand: Command = {
  name: "apply",
  summary: "apply pending migrations, each in one transaction with its entry in the journal",
  description:
    "Nothing is ever half done: a run that was killed is found out about by the next one, which goes on where it stopped. Waits for locks are bounded for everybody's sake, and tried again.",
  arguments: [{ name: "env", description: "the environment to apply to", isRequired: true }],
  flags: [
    { long: "--to", value: "FILE", description: "up to and with this file" },
    { long: "--only", value: "FILE", description: "only this file", isRepeatable: true },
    { long: "--limit", value: "N", description: "at most so many files" },
    { long: "--dry-run", description: "say what would be applied, and change nothing" },
    ...patienceFlags,
    { long: "--cancel-orphan", description: "cancel what a runner that holds the lock does: its client is known to be gone" },
    { long: "--no-prediction", description: "where no rehearsal is demanded: do not compare with a run on a scratch copy" },
    ...consentFlags,
    ...fleetFlags,
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep apply dev", note: "everything that is pending there" },
    { line: "lockstep apply production --dry-run", note: "what would be applied, what it would lose, and the plan's hash" },
    { line: "lockstep apply production --approve sha256:…", note: "in CI: exactly that plan, and no other" },
  ],
  run: async (invocation) => {
    const { context } = invocation;
    const { environment } = wordsOf(invocation, [], "lockstep apply dev");
    const [{ apply }, { findPlace }, { applyText, applyMarkdown }] = await Promise.all([
      import("../../workflows/apply.ts"),
      import("../../workflows/find-place.ts"),
      import("../../core/report/apply-text.ts"),
    ]);
    const request = {
      environment,
      place: await findPlace(environment, context),
      to: invocation.value("--to"),
      only: invocation.values("--only"),
      limit: numberOf(invocation, "--limit"),
      isDryRun: invocation.isSet("--dry-run"),
      ...patienceOf(invocation),
      cancelsOrphan: invocation.isSet("--cancel-orphan"),
      tool: `lockstep ${version}`,
      consent: consentOf(invocation, invocation.values("--only")),
      predicts: !invocation.isSet("--no-prediction"),
    };
    if (request.place.environment.fleet !== null) return onFleet({ ...request, ...fleetPaceOf(invocation) }, context);
    refuseFleetFlags(invocation, environment);
    const outcome = await apply(request, context);
    const { findings, ...data } = outcome;
    return { exitCode: 0, data, findings, text: (style) => applyText(outcome, style), markdown: () => applyMarkdown(outcome) };
  },
};

async function onFleet(request: FleetRequest, context: Invocation["context"]): Promise<CommandResult> {
  const [{ applyFleet }, { fleetText, fleetMarkdown }] = await Promise.all([
    import("../../workflows/apply-fleet.ts"),
    import("../../core/report/fleet-text.ts"),
  ]);
  const data = await applyFleet(request, context);
  const isWhole = data.databases.every(({ state }) => state !== "failed" && state !== "not-begun");
  return {
    exitCode: isWhole ? 0 : 1,
    data,
    findings: [],
    text: (style) => fleetText(data, style),
    markdown: () => fleetMarkdown(data),
  };
}
