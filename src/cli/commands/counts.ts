/** `lockstep counts`: how many rows each table has, side by side. */

import type { Command } from "../command.ts";

/** The command. */
export const countsCommand: Command = {
  name: "counts",
  summary: "row counts side by side (default: dev and production)",
  description: "Counts are the server's estimates unless --exact is given. Other counts are no failure; other checksums exit 2.",
  arguments: [
    { name: "a", description: "an environment or URL" },
    { name: "b", description: "another one" },
  ],
  flags: [
    { long: "--exact", description: "count every row (reads whole tables)" },
    { long: "--checksum", description: "compare the content of lookup tables too" },
  ],
  formats: ["text", "json", "ndjson"],
  examples: [{ line: "lockstep counts staging production --exact", note: "every row counted" }],
  run: async ({ positionals, environments, isSet, context }) => {
    const [{ counts }, { countsText }] = await Promise.all([
      import("../../workflows/counts.ts"),
      import("../../core/report/counts-text.ts"),
    ]);
    const [a, b] = [...positionals, ...environments];
    const sides = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
    const result = await counts({ ...sides, exact: isSet("--exact"), checksum: isSet("--checksum") }, context);
    const differs = result.tables.some((table) => table.checksum === "differs");
    return { exitCode: differs ? 2 : 0, data: result, findings: [], text: (style) => countsText(result, style) };
  },
};
