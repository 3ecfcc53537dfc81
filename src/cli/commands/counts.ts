/** `lockstep counts`: how many rows each table has, side by side. */

import { AppError } from "../../core/app-error.ts";
import type { Command } from "../command.ts";
import { numberOf } from "../flag-values.ts";

/** The command. */
export const countsCommand: Command = {
  name: "counts",
  summary: "row counts side by side (default: dev and production)",
  description:
    "Counts are the server's estimates, at once, unless --exact is given: then every table is read, in one moment of each database and through four connections at most, each table for as long as --timeout says (60 s). Other counts are no failure; other checksums exit 2.",
  arguments: [
    { name: "a", description: "an environment or URL" },
    { name: "b", description: "another one" },
  ],
  flags: [
    { long: "--exact", description: "count every row (reads whole tables)" },
    { long: "--limit", value: "ROWS", description: "--exact: stop counting a table there, and say that it has more" },
    { long: "--checksum", description: "compare the content of lookup tables too" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [{ line: "lockstep counts staging production --exact", note: "every row counted" }],
  run: async (invocation) => {
    const { positionals, environments, isSet, context } = invocation;
    const limit = numberOf(invocation, "--limit");
    if (limit !== null && !isSet("--exact"))
      throw new AppError({
        code: "USAGE",
        message: "--limit belongs to --exact.",
        hint: `lockstep counts --exact --limit ${limit}`,
      });
    const [{ counts }, { countsText }] = await Promise.all([
      import("../../workflows/counts.ts"),
      import("../../core/report/counts-text.ts"),
    ]);
    const [a, b] = [...positionals, ...environments];
    const sides = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
    const result = await counts({ ...sides, exact: isSet("--exact"), limit, checksum: isSet("--checksum") }, context);
    const differs = result.tables.some((table) => table.checksum === "differs");
    return { exitCode: differs ? 2 : 0, data: result, findings: [], text: (style) => countsText(result, style) };
  },
};
