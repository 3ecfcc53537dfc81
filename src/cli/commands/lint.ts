/** `lockstep lint`: the risk of migrations, before they run. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { version } from "../version.ts";

/** The command. */
export const lintCommand: Command = {
  name: "lint",
  summary: "what migrations lock, cost and break, before they run",
  description:
    "Without files: all migrations that are not yet applied. With --env each is judged against that database: its tables, foreign keys, partitions and versions.",
  arguments: [{ name: "files", description: "migrations or folders of them", isVariadic: true }],
  flags: [
    { long: "--server-version", value: "MAJOR", description: "PostgreSQL's version where no --env tells it (18)" },
    { long: "--sequence", description: "judge each file by what those before it leave, and not alone" },
    { long: "--style", description: "style rules too: types, naming" },
  ],
  formats: ["text", "json", "ndjson", "markdown", "github", "sarif", "junit", "gitlab"],
  examples: [
    { line: "lockstep lint", note: "what is pending, rated LOW, MEDIUM or HIGH" },
    { line: "lockstep lint --env production", note: "the same, knowing production's tables, keys and partitions" },
    { line: "lockstep lint db/migrations/20251009_add_feature.sql --format sarif", note: "one file, for code scanning" },
  ],
  run: async ({ positionals, environments, failOn, formats, value, isSet, context }) => {
    if (environments.length > 1) throw new AppError({ code: "USAGE", message: "lint takes one --env." });
    const [{ lint }, { lintResult }] = await Promise.all([import("../../workflows/lint.ts"), import("./lint-result.ts")]);
    const outcome = await lint(
      {
        files: positionals,
        source: environments[0] ?? null,
        major: majorOf(value("--server-version")),
        style: isSet("--style"),
        sequence: isSet("--sequence"),
        today: new Date().toISOString().slice(0, 10),
        // sources change without a new version
        version: version.endsWith("-source") ? null : version,
      },
      context,
    );
    return lintResult(outcome, { failOn, formats });
  },
};

function majorOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^1[4-8]$/.test(text)) return Number(text);
  throw new AppError({ code: "USAGE", message: `--server-version ${text}: expected 14 to 18.`, hint: "--server-version 16" });
}
