/** `lockstep diff`: what would turn one database into another. */

import { AppError } from "../../core/app-error.ts";
import type { Command, Invocation } from "../command.ts";
import { comparisonFlags } from "./comparison-flags.ts";
import { planFlags, planWishes } from "./plan-flags.ts";

/** The command. */
export const diffCommand: Command = {
  name: "diff",
  summary: "what turns <from> into <to>, with the risk of each change",
  arguments: [
    { name: "from", description: "the source that would change", isRequired: true },
    { name: "to", description: "the source that it would become", isRequired: true },
  ],
  flags: [
    ...comparisonFlags,
    ...planFlags,
    {
      long: "--batch",
      value: "N",
      description: "list the batches of at most N tables, each of which applies alone after those before it",
    },
  ],
  formats: ["text", "json", "ndjson", "markdown", "github", "sql"],
  examples: [
    { line: "lockstep diff production dev", note: "what production lacks, has too many, has otherwise" },
    { line: "lockstep diff production dev --format sql", note: "the SQL that gives it to production, proven on a scratch copy" },
    { line: "lockstep diff production dev --format sql --tables users,teams", note: "for two tables, and what these need" },
    { line: "lockstep diff empty db/migrations", note: "everything that the migrations make" },
  ],
  run: async (invocation) => {
    const { positionals, failOn, values, value, isSet, formats, context } = invocation;
    const [from, to] = positionals;
    if (from === undefined || to === undefined) throw new AppError({ code: "USAGE", message: "diff takes two sources." });
    const request = { from, to, ignore: values("--ignore"), columnOrder: isSet("--column-order") };
    const isPlanned = [...planFlags, { long: "--batch" }].some(({ long }) => isSet(long));
    if (!isPlanned && !formats.has("sql") && !formats.has("json") && !formats.has("ndjson")) {
      const [{ diffSources }, { auditResult }] = await Promise.all([
        import("../../workflows/diff-sources.ts"),
        import("./audit-result.ts"),
      ]);
      const { report, findings } = await diffSources(request, context);
      return auditResult([report], findings, failOn, "diff");
    }
    const [{ planSources }, { planResult }] = await Promise.all([
      import("../../workflows/plan-sources.ts"),
      import("./plan-result.ts"),
    ]);
    const batchSize = batchSizeOf(value);
    const wishes = { ...(await planWishes(invocation)), ...(batchSize === null ? {} : { batchSize }) };
    const outcome = await planSources({ ...request, ...wishes }, context);
    // SQL has no room for findings
    if (formats.has("sql"))
      for (const { rule, message } of outcome.findings) context.progress({ step: rule, state: "warning", detail: message });
    return planResult(outcome, { from, to, failOn });
  },
};

function batchSizeOf(value: Invocation["value"]): number | null {
  const text = value("--batch");
  if (text === null) return null;
  if (/^[1-9][0-9]*$/.test(text)) return Number(text);
  throw new AppError({ code: "USAGE", message: `--batch ${text}: expected a number of tables.`, hint: "--batch 3" });
}
