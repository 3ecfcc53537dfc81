/** `lockstep backfill`: jobs that go through the rows of a table in small transactions. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { durationOf } from "../flag-values.ts";

const actions = ["run", "status", "pause", "resume", "cancel", "verify", "work"] as const;
type Action = (typeof actions)[number];

/** The command. */
export const backfillCommand: Command = {
  name: "backfill",
  summary: "change the rows of a table in small batches that survive being killed",
  description:
    "A job is a file in db/jobs that exports defineBackfill(…): a table, and what becomes of its rows, in SQL or TypeScript. A batch is one short transaction that changes rows and notes in the database how far it came, so that a killed run goes on with the same command, each row exactly once. Several processes may run the same job. Rows that the server refuses are left out and named; the job ends when they are settled. verify looks at every row.",
  arguments: [
    { name: "action", description: "what to do", isRequired: true, choices: actions },
    { name: "job", description: "the file's name, without its ending (status: all jobs)" },
  ],
  flags: [
    { long: "--confirm", value: "ENV", description: "a protected environment's name, in place of typing it" },
    { long: "--dry-run", description: "run: what would be done, and how the server would do it" },
    { long: "--again", description: "run: begin anew, where a run is done" },
    { long: "--retry-quarantine", description: "run: try the rows that were refused once more" },
    { long: "--accept-quarantine", description: "run: the rows that were refused stay as they are (with --reason)" },
    {
      long: "--queue",
      value: "SECRET",
      description: "run: hand the chunks out by a queue in that database; work: take them from it",
    },
    { long: "--idle", value: "TIME", description: "work: end after so long without a chunk (default: never)" },
    { long: "--lease", value: "TIME", description: "run: a worker that is silent for so long is taken for dead (default 30s)" },
    { long: "--reason", value: "TEXT", description: "pause, cancel, --accept-quarantine: why" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep backfill run lower-emails --env staging", note: "or goes on where it stopped" },
    { line: "lockstep backfill status --env production", note: "how far each job is" },
    { line: 'lockstep backfill pause lower-emails --env production --reason "sale today"', note: "after the batch in hand" },
    {
      line: "lockstep backfill work lower-emails --env production --queue env:QUEUE_URL",
      note: "on as many machines as you like",
    },
    { line: "lockstep backfill verify lower-emails --env production", note: "every row; exit 2 where one is wrong" },
  ],
  run: async (invocation) => {
    const { action, job, environment } = wordsOf(invocation);
    switch (action) {
      case "run":
        return run(named(job, action), environment, invocation);
      case "status":
        return status(job, environment, invocation);
      case "verify":
        return verify(named(job, action), environment, invocation);
      case "work":
        return work(named(job, action), environment, invocation);
      case "pause":
      case "resume":
      case "cancel":
        return act(action, named(job, action), environment, invocation);
    }
  },
};

async function run(job: string, environment: string | null, invocation: Invocation): Promise<CommandResult> {
  const { value, isSet, askText, context } = invocation;
  if (isSet("--dry-run")) return preview(job, environment, invocation);
  const reason = value("--reason")?.trim() ?? "";
  const accepts = isSet("--accept-quarantine");
  if (accepts && (reason === "" || isSet("--retry-quarantine")))
    throw new AppError({
      code: "USAGE",
      message: "--accept-quarantine takes a reason, and no second try.",
      hint: `lockstep backfill run ${job} --accept-quarantine --reason "empty accounts, deleted next week"`,
    });
  const [{ backfill }, { jobRunText }] = await Promise.all([
    import("../../workflows/backfill.ts"),
    import("../../core/report/job-text.ts"),
  ]);
  const outcome = await backfill(
    {
      job,
      environment,
      confirm: value("--confirm"),
      askText,
      again: isSet("--again"),
      queue: value("--queue"),
      leaseMs: durationOf(invocation, "--lease"),
      retriesQuarantine: isSet("--retry-quarantine"),
      acceptsQuarantine: accepts ? reason : null,
    },
    context,
  );
  const { findings, ...data } = outcome;
  const isDone = outcome.ending === "done" || outcome.ending === "done-before";
  return { exitCode: isDone ? 0 : 2, data, findings, text: (style) => jobRunText(outcome, style) };
}

async function preview(job: string, environment: string | null, { context }: Invocation): Promise<CommandResult> {
  const [{ previewBackfill }, { jobPreviewText }] = await Promise.all([
    import("../../workflows/backfill-preview.ts"),
    import("../../core/report/job-text.ts"),
  ]);
  const data = await previewBackfill({ job, environment }, context);
  return { exitCode: 0, data, findings: [], text: (style) => jobPreviewText(data, style) };
}

async function status(job: string | null, environment: string | null, { context }: Invocation): Promise<CommandResult> {
  const [{ backfillStatus }, { jobStatusText }] = await Promise.all([
    import("../../workflows/backfill-acts.ts"),
    import("../../core/report/job-text.ts"),
  ]);
  const data = await backfillStatus({ job, environment }, context);
  return { exitCode: 0, data, findings: [], text: (style) => jobStatusText(data, style) };
}

async function act(
  action: Extract<Action, "pause" | "resume" | "cancel">,
  job: string,
  environment: string | null,
  { value, context }: Invocation,
): Promise<CommandResult> {
  const [{ backfillAct }, { jobStatusText }] = await Promise.all([
    import("../../workflows/backfill-acts.ts"),
    import("../../core/report/job-text.ts"),
  ]);
  const data = await backfillAct({ act: action, job, environment, reason: value("--reason") }, context);
  return {
    exitCode: 0,
    data,
    findings: [],
    text: (style) => jobStatusText({ environment: data.environment, jobs: [data], neverRan: [], neverEncrypted: [] }, style),
  };
}

async function verify(job: string, environment: string | null, { context }: Invocation): Promise<CommandResult> {
  const [{ verifyBackfill }, { jobVerifyText }] = await Promise.all([
    import("../../workflows/backfill-acts.ts"),
    import("../../core/report/job-text.ts"),
  ]);
  const outcome = await verifyBackfill({ job, environment }, context);
  const { findings, ...data } = outcome;
  return { exitCode: outcome.isRight ? 0 : 2, data, findings, text: (style) => jobVerifyText(outcome, style) };
}

async function work(job: string, environment: string | null, invocation: Invocation): Promise<CommandResult> {
  const { value, askText, context } = invocation;
  const queue = value("--queue");
  if (queue === null)
    throw new AppError({
      code: "USAGE",
      message: "backfill work takes chunks from a queue.",
      hint: `lockstep backfill work ${job} --queue env:QUEUE_DATABASE_URL`,
    });
  const { workChunks } = await import("../../workflows/work-chunks.ts");
  const data = await workChunks(
    { job, environment, queue, idleMs: durationOf(invocation, "--idle"), confirm: value("--confirm"), askText },
    context,
  );
  return { exitCode: 0, data, findings: [], text: () => `${job}: ${data.chunks} chunks done, ${data.failed} failed here.\n` };
}

function wordsOf({ positionals, environments }: Invocation) {
  const [word, job = null, ...others] = positionals;
  const action = actions.find((one) => one === word);
  if (action !== undefined && others.length === 0 && environments.length <= 1)
    return { action, job, environment: environments[0] ?? null };
  throw new AppError({
    code: "USAGE",
    message: `backfill takes ${actions.slice(0, -1).join(", ")} or ${actions.at(-1)}, and one job on one environment.`,
    hint: "lockstep backfill run JOB --env staging",
  });
}

function named(job: string | null, action: Action): string {
  if (job !== null) return job;
  throw new AppError({
    code: "USAGE",
    message: `backfill ${action} takes a job.`,
    hint: `lockstep backfill status lists them; lockstep backfill ${action} JOB`,
  });
}
