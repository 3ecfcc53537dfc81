/** `lockstep demo`: two real databases with drift, without any set-up. */

import type { Command } from "../command.ts";

/** The command. */
export const demoCommand: Command = {
  name: "demo",
  summary: "two real Postgres databases with drift, audited in under a minute; needs no set-up",
  arguments: [],
  flags: [],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [{ line: "npx lockstep demo", note: "starts a temporary server, shows an audit, removes everything again" }],
  run: async ({ context }) => {
    const [{ demo }, { auditResult }] = await Promise.all([import("../../workflows/demo.ts"), import("./audit-result.ts")]);
    const { pairs, findings } = await demo(context);
    // The drift is the point of the demonstration: finding it is success.
    return { ...auditResult(pairs, findings, null), exitCode: 0 };
  },
};
