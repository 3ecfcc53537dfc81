/** `lockstep doctor`: what of the set-up works, and what to do about the rest. */

import type { Command } from "../command.ts";

/** The command. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "connections, versions, rights, tools and secrets: what works and what does not",
  arguments: [],
  flags: [],
  formats: ["text", "json", "ndjson"],
  examples: [{ line: "doppler run -- lockstep doctor", note: "with the secrets of the current Doppler config" }],
  run: async ({ context }) => {
    const [{ doctor }, { doctorText }] = await Promise.all([
      import("../../workflows/doctor.ts"),
      import("../../core/report/doctor-text.ts"),
    ]);
    const { checks } = await doctor(context);
    const hasFailed = checks.some((check) => check.status === "failed");
    return { exitCode: hasFailed ? 2 : 0, data: { checks }, findings: [], text: (style) => doctorText(checks, style) };
  },
};
