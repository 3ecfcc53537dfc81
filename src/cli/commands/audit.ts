/** `lockstep audit`: what differs between the team's databases, and why. */

import type { Command } from "../command.ts";
import { comparisonFlags } from "./comparison-flags.ts";

/** The command. */
export const auditCommand: Command = {
  name: "audit",
  summary: "drift and parity between databases (default: dev → production)",
  description:
    "The first source is what should be, the last what is. With several, each neighbouring pair is compared.\nReads only, in one read-only transaction per database.",
  arguments: [
    {
      name: "sources",
      description: "environments, URLs, files or empty, in the order in which changes travel",
      isVariadic: true,
    },
  ],
  flags: [...comparisonFlags, { long: "--since", value: "FILE", description: "only what has changed since this snapshot" }],
  formats: ["text", "json", "ndjson", "markdown", "github"],
  examples: [
    { line: "lockstep audit", note: "dev against production, from DATABASE_URL and PRODUCTION_DATABASE_URL" },
    { line: "lockstep audit -e dev -e staging -e production", note: "all three, pair by pair" },
    { line: "lockstep audit db/migrations production --format github", note: "in CI: is production what the migrations say?" },
  ],
  run: async ({ positionals, environments, failOn, value, values, isSet, context }) => {
    const [{ audit }, { auditResult }] = await Promise.all([import("../../workflows/audit.ts"), import("./audit-result.ts")]);
    const since = value("--since");
    const sources = [...positionals, ...environments];
    const request = {
      sources,
      ignore: values("--ignore"),
      columnOrder: isSet("--column-order"),
      ...(since === null ? {} : { since }),
    };
    const { pairs, findings } = await audit(request, context);
    return auditResult(pairs, findings, failOn);
  },
};
