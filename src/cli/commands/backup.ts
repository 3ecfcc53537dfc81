/** `lockstep backup`: backups taken, proven by restoring, listed, and brought back. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { numberOf } from "../flag-values.ts";

const actions = ["create", "verify", "list", "restore", "attest"] as const;
type Action = (typeof actions)[number];

/** The command. */
export const backupCommand: Command = {
  name: "backup",
  summary: "take a backup with pg_dump, prove it by restoring it, bring it back",
  description:
    "create dumps one moment of the database with a pg_dump that is not older than the server, and counts every table in that same moment. verify restores it on a server that is started for it alone and deleted afterwards (or on scratch.production), and compares schema and rows: exit 2 where something is missing. restore asks for --ack restore:DATABASE wherever something could be overwritten or seen by others.",
  arguments: [
    { name: "action", description: "what to do", isRequired: true, choices: actions },
    { name: "env", description: "the environment", isRequired: true },
    { name: "backup", description: "verify, restore: its id or file (verify: the newest)" },
  ],
  flags: [
    { long: "--to", value: "DIR", description: "create: into this folder, or - for standard output" },
    { long: "--jobs", value: "N", description: "create: so many connections, into a folder of files (default: by size)" },
    { long: "--into", value: "URL", description: "restore: the database, as a URL or env:NAME" },
    { long: "--no-owner", description: "restore: everything belongs to whoever connects, without rights" },
    { long: "--ack", value: "ID", description: "restore: acknowledge by name what would be overwritten", isRepeatable: true },
    { long: "--confirm", value: "ENV", description: "restore: a protected environment's name, in place of typing it" },
    { long: "--by", value: "NAME", description: "attest: who says so" },
    { long: "--reason", value: "TEXT", description: "attest: where the backup is, and how they know" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [
    { line: "lockstep backup create production", note: "into backups/, for your eyes only and outside of git" },
    { line: "lockstep backup verify production", note: "the newest one, restored and compared" },
    { line: "lockstep backup list production", note: "what there is, and what was restored" },
    {
      line: "lockstep backup restore production backups/production-….dump --into env:RESTORE_URL",
      note: "into an empty database",
    },
    { line: "lockstep backup create production --to - > production.dump", note: "to wherever you send it" },
  ],
  run: async (invocation) => {
    const { action, environment, backup } = wordsOf(invocation);
    refuseFlags(invocation, action);
    switch (action) {
      case "create":
        return create(environment, invocation);
      case "verify":
        return verify(environment, backup, invocation);
      case "list":
        return list(environment, invocation);
      case "restore":
        return restore(environment, backup, invocation);
      case "attest":
        return attest(environment, invocation);
    }
  },
};

const clock = () => new Date();

async function create(environment: string, invocation: Invocation): Promise<CommandResult> {
  const { value, writeBytes, context, formats } = invocation;
  const to = value("--to");
  if (to === "-" && (formats.has("json") || formats.has("ndjson")))
    throw new AppError({ code: "USAGE", message: "--to - gives the dump on standard output, which cannot be JSON too." });
  const [{ createBackup }, { takenText }] = await Promise.all([
    import("../../workflows/backup-create.ts"),
    import("../../core/report/backup-text.ts"),
  ]);
  const jobs = numberOf(invocation, "--jobs");
  const outcome = await createBackup({ environment, to, jobs, write: to === "-" ? writeBytes : null, clock }, context);
  // standard output holds the dump
  const text = (style: Parameters<CommandResult["text"]>[0]) => (to === "-" ? "" : takenText(outcome, style));
  return { exitCode: 0, data: outcome, findings: [], text };
}

async function verify(environment: string, backup: string | null, { context }: Invocation): Promise<CommandResult> {
  const [{ verifyBackup }, { verifiedText }] = await Promise.all([
    import("../../workflows/backup-verify.ts"),
    import("../../core/report/backup-text.ts"),
  ]);
  const outcome = await verifyBackup({ environment, backup, clock }, context);
  return {
    exitCode: outcome.problems.length === 0 ? 0 : 2,
    data: outcome,
    findings: outcome.problems.map((message) => ({ rule: "backup", level: "high", message })),
    text: (style) => verifiedText(outcome, style),
  };
}

async function list(environment: string, { context }: Invocation): Promise<CommandResult> {
  const [{ listBackups }, { listedText }] = await Promise.all([
    import("../../workflows/backup-list.ts"),
    import("../../core/report/backup-text.ts"),
  ]);
  const data = await listBackups(environment, context);
  return { exitCode: 0, data, findings: [], text: (style) => listedText(data, style) };
}

async function restore(environment: string, backup: string | null, invocation: Invocation): Promise<CommandResult> {
  const { value, values, isSet, askText, context } = invocation;
  const into = value("--into");
  if (backup === null || into === null)
    throw new AppError({
      code: "USAGE",
      message: "restore takes a backup, and a database to restore it into.",
      hint: `lockstep backup restore ${environment} FILE --into env:NAME`,
    });
  const [{ restoreBackup }, { restoredText }] = await Promise.all([
    import("../../workflows/backup-restore.ts"),
    import("../../core/report/backup-text.ts"),
  ]);
  const said = { acknowledged: values("--ack"), confirm: value("--confirm"), askText, noOwner: isSet("--no-owner") };
  const outcome = await restoreBackup({ environment, backup, into, ...said, clock }, context);
  return {
    exitCode: outcome.problems.length === 0 ? 0 : 2,
    data: outcome,
    findings: outcome.problems.map((message) => ({ rule: "backup", level: "high", message })),
    text: (style) => restoredText(outcome, style),
  };
}

async function attest(environment: string, { value, context }: Invocation): Promise<CommandResult> {
  const [by, reason] = [value("--by")?.trim() ?? "", value("--reason")?.trim() ?? ""];
  if (by === "" || reason === "")
    throw new AppError({
      code: "USAGE",
      message: "attest takes a name and a reason: somebody vouches for the backup.",
      hint: `lockstep backup attest ${environment} --by NAME --reason "snapshot of 03:00, seen in the console"`,
    });
  const [{ attestBackup }, { takenText }] = await Promise.all([
    import("../../workflows/backup-attest.ts"),
    import("../../core/report/backup-text.ts"),
  ]);
  const outcome = await attestBackup({ environment, by, reason, clock }, context);
  return { exitCode: 0, data: outcome, findings: [], text: (style) => takenText(outcome, style) };
}

function wordsOf({ positionals, environments }: Invocation) {
  const [word, ...rest] = positionals;
  const [environment, backup = null, ...others] = [...environments, ...rest];
  const action = actions.find((one) => one === word);
  const takesBackup = action === "verify" || action === "restore";
  if (action === undefined || environment === undefined || others.length > 0 || (backup !== null && !takesBackup))
    throw new AppError({
      code: "USAGE",
      message: `backup takes ${actions.slice(0, -1).join(", ")} or ${actions.at(-1)}, and one environment.`,
      hint: "lockstep backup create production",
    });
  return { action, environment, backup };
}

const flagsOf: Readonly<Record<Action, readonly string[]>> = {
  create: ["--to", "--jobs"],
  verify: [],
  list: [],
  restore: ["--into", "--no-owner", "--ack", "--confirm"],
  attest: ["--by", "--reason"],
};

function refuseFlags({ value, isSet, values }: Invocation, action: Action): void {
  const all = new Set(Object.values(flagsOf).flat());
  const stray = [...all].find(
    (flag) => !flagsOf[action].includes(flag) && (isSet(flag) || value(flag) !== null || values(flag).length > 0),
  );
  if (stray !== undefined)
    throw new AppError({
      code: "USAGE",
      message: `${stray} does not belong to backup ${action}.`,
      hint: "lockstep backup --help",
    });
}
