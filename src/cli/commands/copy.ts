/** `lockstep copy`: masked, production-like rows for an environment that is not protected. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";

/** The command. */
export const copyCommand: Command = {
  name: "copy",
  summary: "bring masked rows of one environment into another that is not protected",
  description:
    "Reads in one moment of the source, masks on the way, and writes the target in one transaction: until everything is proven it is as it was. What may hold personal data is copied only with a mask that a person has confirmed in the masking file (copy.masking, db/masking.json), which --classify proposes. A subset is closed over foreign keys: chosen rows bring their children, and every row what it refers to. Exit 2 when the proof fails; then nothing has changed.",
  arguments: [
    { name: "from", description: "the environment that rows come from", isRequired: true },
    { name: "to", description: "the environment that they go to; never a protected one", isRequired: true },
  ],
  flags: [
    { long: "--classify", description: "look at columns and a sample of their values, and propose masks in the masking file" },
    {
      long: "--subset",
      value: "TABLE:WHERE",
      description: "only these rows and what belongs to them",
      isRepeatable: true,
    },
    {
      long: "--percent",
      value: "N",
      description: "so many percent of the tables that large ones lead to, and what belongs to them",
    },
    {
      long: "--tables",
      value: "LIST",
      description: "only these tables and those that they refer to: public.users,public.orders",
    },
    { long: "--exclude", value: "TABLE", description: "without the rows of these tables: audit.*", isRepeatable: true },
    {
      long: "--ack",
      value: "ID",
      description: "replace:ENV: the rows that the target holds may go; leak:TABLE.COLUMN: what was found there may stay",
      isRepeatable: true,
    },
    { long: "--dry-run", description: "say what would be copied, and write nothing" },
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep copy production staging --classify", note: "first: what is to be masked?" },
    { line: "lockstep copy production staging --percent 1 --dry-run", note: "how much would that be?" },
    {
      line: "lockstep copy production staging --subset \"public.accounts: created_at > now() - interval '30 days'\"",
      note: "new accounts and all that belongs to them",
    },
    { line: "lockstep copy production staging --ack replace:staging", note: "everything, in place of what is there" },
  ],
  run: async (invocation) => {
    const { positionals, environments } = invocation;
    const [from, to, ...others] = [...positionals, ...environments];
    if (from === undefined || to === undefined || others.length > 0)
      throw new AppError({ code: "USAGE", message: "copy takes two environments.", hint: "lockstep copy production staging" });
    return invocation.isSet("--classify") ? classify(from, to, invocation) : rows(from, to, invocation);
  },
};

async function classify(from: string, to: string, { context }: Invocation): Promise<CommandResult> {
  const [{ classifyColumns }, { classifyText, classifyMarkdown }] = await Promise.all([
    import("../../workflows/copy-classify.ts"),
    import("../../core/report/copy-text.ts"),
  ]);
  const outcome = await classifyColumns({ from, to }, context);
  return {
    exitCode: 0,
    data: outcome,
    findings: [],
    text: (style) => classifyText(outcome, style),
    markdown: () => classifyMarkdown(outcome),
  };
}

async function rows(from: string, to: string, invocation: Invocation): Promise<CommandResult> {
  const [{ copy }, { copyText, copyMarkdown }] = await Promise.all([
    import("../../workflows/copy.ts"),
    import("../../core/report/copy-text.ts"),
  ]);
  const outcome = await copy(
    {
      from,
      to,
      subset: invocation.values("--subset"),
      percent: percentOf(invocation),
      tables: (invocation.value("--tables") ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
      exclude: invocation.values("--exclude"),
      acknowledged: invocation.values("--ack"),
      isDryRun: invocation.isSet("--dry-run"),
      clock: () => new Date(),
      now: () => performance.now(),
    },
    invocation.context,
  );
  return {
    exitCode: outcome.refuted.length === 0 ? 0 : 2,
    data: outcome,
    findings: outcome.refuted.map((message) => ({ rule: "copy", level: "high", message })),
    text: (style) => copyText(outcome, style),
    markdown: () => copyMarkdown(outcome),
  };
}

function percentOf({ value }: Invocation): number | null {
  const text = value("--percent");
  if (text === null) return null;
  const percent = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && percent > 0 && percent <= 100) return percent;
  throw new AppError({ code: "USAGE", message: `--percent takes a number up to 100, not "${text}".`, hint: "--percent 1" });
}
