/** `lockstep sync`: the train. */

import { AppError } from "../../core/app-error.ts";
import { type TrainStep, trainSteps } from "../../core/release/train-steps.ts";
import type { Command } from "../command.ts";
import { durationOf } from "../flag-values.ts";
import { version } from "../version.ts";
import { consentFlags, consentOf } from "./consent-flags.ts";
import { wordsOf } from "./environment-words.ts";
import { patienceFlags, patienceOf } from "./patience-flags.ts";

/** The command. */
export const syncCommand: Command = {
  name: "sync",
  summary: "run the train: audit, review, checklist, backup, apply, verify, smoke, log, report",
  description:
    "Everything that rides today goes through one gate. Killed at any point, it is run again by the same line and ends as if it never was. When something fails, its transaction has rolled back; what was committed before stays, and the way back is proposed with what it would lose.",
  arguments: [{ name: "env", description: "the environment that the train goes to", isRequired: true }],
  flags: [
    { long: "--dry-run", description: "audit, say what rides and prove the checklist; nothing is written anywhere" },
    { long: "--until", value: "STEP", description: "stop after this step", choices: trainSteps },
    { long: "--rollback-on-failure", description: "undo what is committed when a later step fails, if nothing is lost by it" },
    { long: "--watch", value: "TIME", description: "how long signals are watched at the end" },
    ...patienceFlags,
    ...consentFlags.filter(({ long }) => long !== "--break-glass" && long !== "--reason"),
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep sync production", note: "the weekly train; asks for the name" },
    { line: "lockstep sync production --dry-run", note: "what rides, what is open, and the plan's hash" },
    { line: "lockstep sync production --approve sha256:…", note: "in CI: exactly the plan that somebody has approved" },
  ],
  run: async (invocation) => {
    const { context, value, isSet } = invocation;
    const { environment } = wordsOf(invocation, [], "lockstep sync production");
    const [{ sync }, { syncText, syncMarkdown }] = await Promise.all([
      import("../../workflows/sync.ts"),
      import("../../core/report/sync-text.ts"),
    ]);
    const outcome = await sync(
      {
        environment,
        isDryRun: isSet("--dry-run"),
        until: stepOf(value("--until")),
        consent: consentOf(invocation, []),
        rollsBackOnFailure: isSet("--rollback-on-failure"),
        watchMs: durationOf(invocation, "--watch"),
        ...patienceOf(invocation),
        tool: `lockstep ${version}`,
      },
      context,
    );
    const { findings, ...data } = outcome;
    return {
      exitCode: outcome.outcome === "failed" ? 1 : 0,
      data,
      findings,
      text: (style) => syncText(outcome, style),
      markdown: () => syncMarkdown(outcome),
    };
  },
};

function stepOf(text: string | null): TrainStep | null {
  if (text === null) return null;
  const step = trainSteps.find((one) => one === text);
  if (step !== undefined) return step;
  throw new AppError({ code: "USAGE", message: `A train has no step "${text}".`, hint: `Steps: ${trainSteps.join(", ")}` });
}
