/** `lockstep inspect`: what one source holds. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";

/** The command. */
export const inspectCommand: Command = {
  name: "inspect",
  summary: "the catalog of one source: summary, snapshot (json), documentation (markdown) or schema dump (sql)",
  arguments: [{ name: "source", description: "an environment, URL, file or empty" }],
  flags: [],
  formats: ["text", "json", "ndjson", "markdown", "sql"],
  examples: [
    { line: "lockstep inspect production", note: "how many of what, the widest tables, the fingerprint" },
    {
      line: "lockstep inspect production --out production.snapshot.json",
      note: "a snapshot, itself a source for audit and diff",
    },
    { line: "lockstep inspect production --format sql", note: "the whole schema as SQL for an empty database" },
    { line: "lockstep inspect dev --out docs/schema.md", note: "tables and columns as documentation" },
  ],
  run: async ({ positionals, environments, formats, context }) => {
    const [source, ...others] = [...positionals, ...environments];
    if (source === undefined || others.length > 0)
      throw new AppError({ code: "USAGE", message: "inspect takes one source.", hint: "lockstep inspect production" });
    const [{ inspect }, { formatSnapshot }, { catalogText }, { catalogMarkdown }, { findingLines }, { planSql }] =
      await Promise.all([
        import("../../workflows/inspect.ts"),
        import("../../core/catalog/snapshot.ts"),
        import("../../core/report/catalog-text.ts"),
        import("../../core/report/catalog-markdown.ts"),
        import("../../core/report/finding-lines.ts"),
        import("../../core/report/plan-sql.ts"),
      ]);
    const request = { source, dependencies: formats.has("json") || formats.has("ndjson"), dump: formats.has("sql") };
    const { catalog, name, fingerprint, findings, dump } = await inspect(request, context);
    return {
      exitCode: 0,
      data: null,
      dataText: formatSnapshot(catalog, name),
      findings,
      text: (style) =>
        [catalogText(catalog, name, fingerprint, style), ...findingLines(findings, style).map((line) => `${line}\n`)].join(""),
      markdown: () => catalogMarkdown(catalog, name),
      sql: () => (dump === undefined ? "" : planSql(dump)),
    };
  },
};
