/** `lockstep encrypt`: columns encrypted in place while the application runs, verified, rotated, decrypted and scrubbed. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";

const actions = ["run", "verify", "rotate", "decrypt", "scrub"] as const;
type Action = (typeof actions)[number];

/** The command. */
export const encryptCommand: Command = {
  name: "encrypt",
  summary: "encrypt columns in place while the application runs, and prove it",
  description:
    "A job is a file in db/jobs with defineEncryption. run makes the keys, waits until you say that the code for both forms is live (--ack deployed:JOB), keeps plain text out with a trigger, encrypts row by row, opens every value again, and has the server keep it so with a CHECK. Killed anywhere, the next run goes on. verify opens every value; rotate brings a new data key, or with --kek a new master key; decrypt is the way back; scrub looks for what is left of the plain text in heap, indexes and statistics. Exit 2 where a row does not open or plain text is left.",
  arguments: [
    { name: "action", description: "what to do", isRequired: true, choices: actions },
    { name: "job", description: "the job's name: db/jobs/JOB.ts", isRequired: true },
    { name: "env", description: "the environment; needed where there are several" },
  ],
  flags: [
    { long: "--kek", description: "rotate: wrap the data keys by the master key of now; no row is touched" },
    {
      long: "--ack",
      value: "ID",
      description: "say by name: deployed:JOB, reloaded:JOB, decrypt:JOB, rewrite:TABLE",
      isRepeatable: true,
    },
    { long: "--confirm", value: "ENV", description: "the protected environment's name, in place of typing it" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep encrypt run tokens --env staging", note: "looks, makes keys, and says what has to be live first" },
    { line: "lockstep encrypt run tokens --env staging --ack deployed:tokens", note: "encrypts; goes on where it was stopped" },
    { line: "lockstep encrypt verify tokens --env production", note: "every value opened" },
    { line: "lockstep encrypt rotate tokens --env production --kek", note: "a new master key; no row is touched" },
    { line: "lockstep encrypt scrub tokens --env production", note: "what is left of the plain text" },
  ],
  run: async (invocation) => {
    const { action, job, environment } = wordsOf(invocation);
    const request = {
      job,
      environment,
      acknowledged: invocation.values("--ack"),
      confirm: invocation.value("--confirm"),
      askText: invocation.askText,
    };
    switch (action) {
      case "run":
        return run(request, invocation);
      case "verify":
        return verify(request, invocation);
      case "rotate":
        return rotate(request, invocation);
      case "decrypt":
        return decrypt(request, invocation);
      case "scrub":
        return scrub(request, invocation);
    }
  },
};

interface Request {
  readonly job: string;
  readonly environment: string | null;
  readonly acknowledged: readonly string[];
  readonly confirm: string | null;
  readonly askText: Invocation["askText"];
}

async function run(request: Request, { context }: Invocation): Promise<CommandResult> {
  const [{ encryptRun }, { encryptRunText }] = await Promise.all([
    import("../../workflows/encrypt-run.ts"),
    import("../../core/report/encrypt-text.ts"),
  ]);
  const outcome = await encryptRun(request, context);
  const refused = outcome.rows?.ending === "blocked" ? outcome.rows.refused : (outcome.verification?.refused ?? []);
  return {
    exitCode: outcome.isComplete ? 0 : 2,
    data: outcome,
    findings: findingsOf(refused, outcome.relation),
    text: (style) => encryptRunText(outcome, style),
  };
}

async function verify(request: Request, { context }: Invocation): Promise<CommandResult> {
  const [{ encryptVerify }, { encryptVerifyText }] = await Promise.all([
    import("../../workflows/encrypt-verify.ts"),
    import("../../core/report/encrypt-text.ts"),
  ]);
  const outcome = await encryptVerify(request, context);
  return {
    exitCode: outcome.verification.passed ? 0 : 2,
    data: outcome,
    findings: findingsOf(outcome.verification.refused, outcome.relation),
    text: (style) => encryptVerifyText(outcome, style),
  };
}

async function rotate(request: Request, { context, isSet }: Invocation): Promise<CommandResult> {
  const [{ encryptRotate }, { encryptRotateText }] = await Promise.all([
    import("../../workflows/encrypt-rotate.ts"),
    import("../../core/report/encrypt-text.ts"),
  ]);
  const outcome = await encryptRotate({ ...request, isMaster: isSet("--kek") }, context);
  return {
    exitCode: outcome.isComplete || outcome.did === "announced" ? 0 : 2,
    data: outcome,
    findings: findingsOf(outcome.verification?.refused ?? [], outcome.relation),
    text: (style) => encryptRotateText(outcome, style),
  };
}

async function decrypt(request: Request, { context }: Invocation): Promise<CommandResult> {
  const [{ encryptDecrypt }, { encryptDecryptText }] = await Promise.all([
    import("../../workflows/encrypt-decrypt.ts"),
    import("../../core/report/encrypt-text.ts"),
  ]);
  const outcome = await encryptDecrypt(request, context);
  return {
    exitCode: outcome.isComplete ? 0 : 2,
    data: outcome,
    findings: findingsOf(outcome.rows.refused, outcome.relation),
    text: (style) => encryptDecryptText(outcome, style),
  };
}

async function scrub(request: Request, { context }: Invocation): Promise<CommandResult> {
  const [{ encryptScrub }, { encryptScrubText }] = await Promise.all([
    import("../../workflows/encrypt-scrub.ts"),
    import("../../core/report/encrypt-text.ts"),
  ]);
  const outcome = await encryptScrub(request, context);
  const left = outcome.files.filter(({ found }) => found !== null && found > 0);
  return {
    // a heap that was neither seen nor rewritten surely holds it
    exitCode: left.length > 0 || outcome.statistics.length > 0 || !(outcome.isClean || outcome.isRewritten) ? 2 : 0,
    data: outcome,
    findings: left.map(({ kind, name }) => ({
      rule: "residue",
      level: "high",
      message: `plain text is left in ${kind} ${name}`,
    })),
    text: (style) => encryptScrubText(outcome, style),
  };
}

function findingsOf(rows: readonly { readonly key: readonly string[]; readonly reason: string }[], relation: string) {
  return rows.map(({ key, reason }) => ({
    rule: "encryption",
    level: "high" as const,
    message: `${relation}, row ${key.join(", ")}: ${reason}`,
  }));
}

function wordsOf({ positionals, environments, isSet }: Invocation) {
  const [word, job, ...rest] = positionals;
  const [environment = null, ...others] = [...environments, ...rest];
  const action: Action | undefined = actions.find((one) => one === word);
  if (action === undefined || job === undefined || others.length > 0)
    throw new AppError({
      code: "USAGE",
      message: `encrypt takes ${actions.slice(0, -1).join(", ")} or ${actions.at(-1)}, a job, and one environment.`,
      hint: "lockstep encrypt run tokens --env staging",
    });
  if (isSet("--kek") && action !== "rotate")
    throw new AppError({
      code: "USAGE",
      message: "--kek belongs to encrypt rotate.",
      hint: `lockstep encrypt rotate ${job} --kek`,
    });
  return { action, job, environment };
}
