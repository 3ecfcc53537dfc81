/** `lockstep config`: every value with its origin, or the JSON Schema of the file. */

import type { Command, CommandResult } from "../command.ts";

/** The command. */
export const configCommand: Command = {
  name: "config",
  summary: "print: every value and where it comes from; schema: the JSON Schema of the file",
  arguments: [{ name: "action", description: "what to print", isRequired: true, choices: ["print", "schema"] }],
  flags: [],
  formats: ["text", "json"],
  examples: [
    { line: "lockstep config print", note: "the configuration as Lockstep sees it, without secrets" },
    { line: "lockstep config schema --out lockstep.schema.json", note: "for $schema in lockstep.config.json" },
  ],
  run: async ({ positionals, context }): Promise<CommandResult> => {
    if (positionals[0] === "schema") {
      const { configSchema } = await import("../../workflows/config-schema.ts");
      const schema = configSchema();
      const text = () => `${JSON.stringify(schema, null, 2)}\n`;
      return { exitCode: 0, data: schema, findings: [], isDocument: true, text };
    }
    const [{ printConfig }, { configText }] = await Promise.all([
      import("../../workflows/print-config.ts"),
      import("../../core/report/config-text.ts"),
    ]);
    const { entries } = await printConfig(context);
    return { exitCode: 0, data: { entries }, findings: [], text: (style) => configText(entries, style) };
  },
};
