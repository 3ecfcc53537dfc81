/** `lockstep log`: the journal of an environment, shown, verified and taken away. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";

/** The command. */
export const logCommand: Command = {
  name: "log",
  summary: "show, verify or export what was applied to an environment",
  description:
    "Each event's hash covers the event and the one before. verify finds what others edited, took out or put elsewhere; that the end was cut off shows beside the hashes in the applied log. Whoever may run migrations may also append: that no chain can tell.",
  arguments: [
    { name: "action", description: "what to do", isRequired: true, choices: ["show", "verify", "export"] },
    { name: "env", description: "the environment; for verify also a file that export wrote", isRequired: true },
  ],
  flags: [
    { long: "--limit", value: "N", description: "show so many of the last events (default 20), or all" },
    { long: "--against", value: "FILE", description: "an applied log whose hashes the journal must have", isRepeatable: true },
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep log show production --limit 50", note: "the last 50 events, newest last" },
    {
      line: "lockstep log verify production",
      note: "is the journal as it was written, and does it have what the applied log names",
    },
    { line: "lockstep log export production --out journal.ndjson", note: "whole events, one per line" },
    {
      line: "lockstep log verify journal.ndjson --against db/migrations/applied_to_prod.log",
      note: "the same without the database",
    },
  ],
  run: async (invocation) => {
    const { positionals, environments, values, context } = invocation;
    const [action, source, ...others] = [...positionals, ...environments];
    if (source === undefined || others.length > 0 || !["show", "verify", "export"].includes(action ?? ""))
      throw new AppError({
        code: "USAGE",
        message: "log takes show, verify or export, and one environment.",
        hint: "lockstep log show production",
      });
    const [log, text] = await Promise.all([import("../../workflows/log.ts"), import("../../core/report/log-text.ts")]);
    if (action === "export") return exported(source, invocation);
    if (action === "show") {
      const shown = await log.showLog(source, limitOf(invocation), context);
      return {
        exitCode: 0,
        data: shown,
        findings: [],
        text: (style) => text.logText(shown, style),
        markdown: () => text.logMarkdown(shown),
      };
    }
    const verified = await log.verifyLog(source, values("--against"), context);
    return {
      exitCode: verified.breaks.length === 0 ? 0 : 2,
      data: verified,
      findings: verified.breaks.map(({ what, message }) => ({ rule: `journal-${what}`, level: "high", message })),
      text: (style) => text.verificationText(verified, style),
      markdown: () => text.verificationMarkdown(verified),
    };
  },
};

async function exported(source: string, { context }: Invocation): Promise<CommandResult> {
  const [{ exportLog }, { formatExport }] = await Promise.all([
    import("../../workflows/log.ts"),
    import("../../core/journal/export-format.ts"),
  ]);
  const events = await exportLog(source, context);
  return {
    exitCode: 0,
    data: { environment: source, events },
    findings: [],
    // whatever the file is called, it holds events and no envelope
    isDocument: true,
    isJsonText: true,
    text: () => formatExport(events),
  };
}

function limitOf({ value }: Invocation): number | null {
  const text = value("--limit") ?? "20";
  if (text === "all") return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError({ code: "USAGE", message: `--limit takes a number from 1, or all, not "${text}".` });
}
