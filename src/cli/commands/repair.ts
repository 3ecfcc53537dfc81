/** `lockstep repair`: settles where files, journal and database tell different stories. */

import { AppError } from "../../core/app-error.ts";
import type { AdoptionReport } from "../../core/report/adoption-text.ts";
import type { Command, Invocation } from "../command.ts";
import { adoptionResult } from "./adoption-result.ts";
import { wordsOf } from "./environment-words.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

const actions = ["--restore", "--renumber", "--ran-by-hand", "--done", "--again"] as const;
type Action = (typeof actions)[number];

/** The command. */
export const repairCommand: Command = {
  name: "repair",
  summary: "settle an edited, deleted or late file, a file that was run by hand, or an interrupted statement",
  description: "One of the flags at a time; status and errors print the line that is needed. Also called `resolve`.",
  arguments: [{ name: "env", description: "the environment", isRequired: true }],
  flags: [
    { long: "--restore", value: "FILE", description: "write an applied file back as the journal has it, over an edit" },
    { long: "--renumber", value: "FILE", description: "give a late file the number after the last" },
    { long: "--ran-by-hand", value: "FILE", description: "mark it as applied, after proof that what it makes is there" },
    { long: "--done", value: "FILE:N", description: "the interrupted statement took effect: go on after it" },
    {
      long: "--again",
      value: "FILE[:N]",
      description: "the interrupted statement did not take effect: run it again; a whole file that failed: try it again as it is",
    },
    { long: "--reason", value: "TEXT", description: "why a file that failed may be tried again; it stays in the journal" },
    ...markingFlags,
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep repair dev --restore 20251009_add.sql", note: "the text that was applied" },
    { line: "lockstep repair dev --renumber 20251008_late.sql", note: "after the last file of the folder" },
    {
      line: 'lockstep repair production --again 20251010_fix.sql --reason "duplicate rows removed"',
      note: "it failed on rows that are mended now",
    },
    { line: "lockstep repair production --ran-by-hand 20251010_fix.sql", note: "somebody ran it with psql" },
  ],
  run: async (invocation) => {
    const { environment } = wordsOf(invocation, [], "lockstep repair dev --restore FILE");
    const given = actions.flatMap((action) => {
      const name = invocation.value(action);
      return name === null ? [] : [{ action, name }];
    });
    const [only, ...others] = given;
    if (only === undefined || others.length > 0)
      throw new AppError({
        code: "USAGE",
        message: `repair takes one of ${actions.join(", ")}.`,
        hint: `lockstep status ${environment} prints the line that is needed.`,
      });
    const { data, report } = await repairs[only.action](environment, only.name, invocation);
    return adoptionResult(data, report);
  },
};

type Repair = (
  environment: string,
  name: string,
  invocation: Invocation,
) => Promise<{ readonly data: unknown; readonly report: AdoptionReport }>;

const repairs: Readonly<Record<Action, Repair>> = {
  "--restore": async (environment, name, { context }) => {
    const { restoreFile } = await import("../../workflows/repair-files.ts");
    const data = await restoreFile(name, environment, context);
    const head = `${data.written.join(" and ")}: written as ${environment} has applied it.`;
    return { data, report: { head, marked: [], notes: data.notes, findings: [] } };
  },
  "--renumber": async (environment, name, { context }) => {
    const { renumberFile } = await import("../../workflows/repair-files.ts");
    const data = await renumberFile(name, environment, new Date(), context);
    return {
      data,
      report: { head: `${data.file} is ${data.written.join(" and ")} now.`, marked: [], notes: data.notes, findings: [] },
    };
  },
  "--ran-by-hand": async (environment, file, invocation) => {
    const { ranByHand } = await import("../../workflows/ran-by-hand.ts");
    const run = await confirmedMarking(environment, `lockstep repair ${environment} --ran-by-hand ${file}`, invocation);
    const data = await ranByHand({ environment, file, ...run }, invocation.context);
    const proven =
      data.proven.length === 1
        ? "the one object that it makes or changes is"
        : `all ${data.proven.length} objects that it makes or changes are`;
    const head = `${environment}: ${data.file} is marked as applied: ${proven} as it leaves them.`;
    return { data, report: { head, marked: [{ file: data.file, seq: data.seq }], notes: [], findings: [] } };
  },
  "--done": (environment, statement, invocation) => repairStatement(environment, statement, "done", invocation),
  "--again": (environment, name, invocation) =>
    /:\d+$/.test(name) ? repairStatement(environment, name, "again", invocation) : letThrough(environment, name, invocation),
};

async function letThrough(environment: string, file: string, invocation: Invocation) {
  const line = `lockstep repair ${environment} --again ${file}`;
  const reason = invocation.value("--reason")?.trim() ?? "";
  if (reason === "")
    throw new AppError({
      code: "USAGE",
      message: "A file that failed is tried again for a reason: what has changed since?",
      hint: `${line} --reason "what was mended"`,
    });
  const workflow = await import("../../workflows/let-through.ts");
  const run = await confirmedMarking(environment, line, invocation);
  const data = await workflow.letThrough({ environment, file, reason, ...run }, invocation.context);
  const head = `${environment}: ${data.file} may be tried again as it is (#${data.seq}).`;
  return { data, report: { head, marked: [], notes: [`Go on with: lockstep apply ${environment}`], findings: [] } };
}

async function repairStatement(environment: string, statement: string, says: "done" | "again", invocation: Invocation) {
  const workflow = await import("../../workflows/repair-statement.ts");
  const run = await confirmedMarking(environment, `lockstep repair ${environment} --${says} ${statement}`, invocation);
  const data = await workflow.repairStatement({ environment, statement, says, ...run }, invocation.context);
  const what = says === "done" ? "counts as done" : "runs again";
  const head = `${environment}: statement ${data.statement} of ${data.file} ${what} (#${data.seq}).`;
  return { data, report: { head, marked: [], notes: [`Go on with: lockstep apply ${environment}`], findings: [] } };
}
