/** `lockstep diff`: what would turn one database into another. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { comparisonFlags } from "./comparison-flags.ts";

/** The command. */
export const diffCommand: Command = {
  name: "diff",
  summary: "what turns <from> into <to>, with the risk of each change",
  arguments: [
    { name: "from", description: "the source that would change", isRequired: true },
    { name: "to", description: "the source that it would become", isRequired: true },
  ],
  flags: comparisonFlags,
  formats: ["text", "json", "ndjson", "markdown", "github", "sql"],
  examples: [
    { line: "lockstep diff production dev", note: "what production lacks, has too many, has otherwise" },
    { line: "lockstep diff production dev --format sql", note: "the SQL that gives it to production, proven on a scratch copy" },
    { line: "lockstep diff empty db/migrations", note: "everything that the migrations make" },
  ],
  run: async ({ positionals, failOn, values, isSet, formats, context }) => {
    const [{ diffSources }, { auditResult }] = await Promise.all([
      import("../../workflows/diff-sources.ts"),
      import("./audit-result.ts"),
    ]);
    const [from, to] = positionals;
    if (from === undefined || to === undefined) throw new AppError({ code: "USAGE", message: "diff takes two sources." });
    const request = { from, to, ignore: values("--ignore"), columnOrder: isSet("--column-order") };
    if (!formats.has("sql") && !formats.has("json") && !formats.has("ndjson")) {
      const { report, findings } = await diffSources(request, context);
      return auditResult([report], findings, failOn, "diff");
    }
    const [{ planSources }, { planJson }, { planSql }] = await Promise.all([
      import("../../workflows/plan-sources.ts"),
      import("../../core/plan/plan-json.ts"),
      import("../../core/report/plan-sql.ts"),
    ]);
    const { report, findings, plan, proof, runAs } = await planSources(request, context);
    return {
      ...auditResult([report], findings, failOn, "diff"),
      data: { ...report, plan: planJson(plan, proof) },
      sql: () => planSql(plan, { from, to, proof, runAs }),
    };
  },
};
