/** `lockstep schedule`: the rhythm of the trains, what rides when, freezes, the calendar, and samples of traffic. */

import { AppError } from "../../core/app-error.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { confirmedMarking, markingFlags } from "./marking-flags.ts";

const actions = ["show", "freeze", "unfreeze", "ics", "sample"] as const;
type Action = (typeof actions)[number];

/** The command. */
export const scheduleCommand: Command = {
  name: "schedule",
  summary: "when trains go, what rides with which, what each cadence takes; freezes and the calendar",
  description:
    "show and ics only read. freeze and unfreeze are kept as a file in git and, where the database can be reached, in its journal, so that a file which is gone lifts nothing. sample keeps how much the database has done so far: run every hour for seven days, it tells which hours are quiet.\n\nThe four weeks before launch.date are a freeze by themselves.",
  arguments: [
    { name: "action", description: "show (the default), freeze, unfreeze, ics or sample" },
    { name: "env", description: "the environment (default: the protected one)" },
  ],
  flags: [
    { long: "--reason", value: "TEXT", description: "why it is frozen or lifted" },
    { long: "--until", value: "DATE", description: "the last day of the freeze, YYYY-MM-DD (default: until it is lifted)" },
    ...markingFlags,
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep schedule", note: "windows, cadences in hours and risk for this backlog, and the timeline" },
    { line: "lockstep schedule ics --out trains.ics", note: "for the team's calendars" },
    {
      line: 'lockstep schedule freeze production --reason "trade fair" --until 2026-12-04 --confirm production',
      note: "nothing is applied until then",
    },
    { line: "lockstep schedule sample production", note: "from cron, every hour" },
  ],
  run: async (invocation) => {
    const { positionals, environments } = invocation;
    const [word = "show", ...rest] = positionals;
    const action = actions.find((one) => one === word);
    const names = [...environments, ...(action === undefined ? positionals : rest)];
    if (names.length > 1)
      throw new AppError({
        code: "USAGE",
        message: `schedule takes one of ${actions.join(", ")}, and one environment.`,
        hint: "lockstep schedule show production",
      });
    const isActing = action === "freeze" || action === "unfreeze";
    const stray = isActing ? null : ["--reason", "--until"].find(invocation.isSet);
    if (stray != null) throw new AppError({ code: "USAGE", message: `${stray} belongs to schedule freeze.` });
    return runs[action ?? "show"](names[0] ?? null, invocation);
  },
};

const runs: Readonly<Record<Action, (environment: string | null, invocation: Invocation) => Promise<CommandResult>>> = {
  show,
  ics,
  sample,
  freeze: (environment, invocation) => act("freeze", environment, invocation),
  unfreeze: (environment, invocation) => act("unfreeze", environment, invocation),
};

async function show(environment: string | null, { context }: Invocation): Promise<CommandResult> {
  const [{ schedule }, { scheduleText }, { scheduleMarkdown }] = await Promise.all([
    import("../../workflows/schedule.ts"),
    import("../../core/report/schedule-text.ts"),
    import("../../core/report/schedule-markdown.ts"),
  ]);
  const data = await schedule({ environment, now: new Date() }, context);
  return {
    exitCode: 0,
    data,
    findings: [],
    text: (style) => scheduleText(data, style),
    markdown: () => scheduleMarkdown(data),
  };
}

async function ics(environment: string | null, { context }: Invocation): Promise<CommandResult> {
  const { scheduleCalendar } = await import("../../workflows/schedule-calendar.ts");
  const data = await scheduleCalendar({ environment, now: new Date() }, context);
  // whatever the file is called, it holds a calendar
  return { exitCode: 0, data, findings: [], isDocument: true, text: () => data.text };
}

async function sample(environment: string | null, { context }: Invocation): Promise<CommandResult> {
  const [{ sampleTraffic }, { sampleText }] = await Promise.all([
    import("../../workflows/schedule-sample.ts"),
    import("../../core/report/schedule-acts-text.ts"),
  ]);
  const data = await sampleTraffic(environment ?? (await defaultEnvironment(context)), context);
  return { exitCode: 0, data, findings: [], text: (style) => sampleText(data, style) };
}

async function act(verb: "freeze" | "unfreeze", named: string | null, invocation: Invocation): Promise<CommandResult> {
  const { value, context } = invocation;
  const environment = named ?? (await defaultEnvironment(context));
  const reason = value("--reason")?.trim() ?? "";
  const until = value("--until");
  if (reason === "" || (until !== null && verb === "unfreeze"))
    throw new AppError({
      code: "USAGE",
      message: reason === "" ? `schedule ${verb} takes a reason.` : "--until belongs to schedule freeze.",
      hint: `lockstep schedule ${verb} ${environment} --reason "why"`,
    });
  const now = new Date();
  if (until !== null) refuseNoDay(until, now);
  const marking = await confirmedMarking(
    environment,
    `lockstep schedule ${verb} ${environment} --reason "${reason}"`,
    invocation,
  );
  const [{ freeze }, { freezeText }] = await Promise.all([
    import("../../workflows/freeze.ts"),
    import("../../core/report/schedule-acts-text.ts"),
  ]);
  const data = await freeze({ environment, act: verb, reason, until, now, ...marking }, context);
  return { exitCode: 0, data, findings: [], text: (style) => freezeText(data, style) };
}

async function defaultEnvironment(context: Invocation["context"]): Promise<string> {
  const [{ openProject }, { scheduledEnvironment }] = await Promise.all([
    import("../../workflows/open-project.ts"),
    import("../../workflows/scheduled-environment.ts"),
  ]);
  return scheduledEnvironment((await openProject({ ...context, progress: () => {} })).config);
}

function refuseNoDay(until: string, now: Date): void {
  const time = Date.parse(`${until}T00:00:00Z`);
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === until;
  // a day to spare, as it is a day of the team's zone
  if (isDay && time > now.getTime() - 2 * 86_400_000) return;
  throw new AppError({
    code: "USAGE",
    message: isDay ? `--until ${until} is over already.` : `--until takes a day as YYYY-MM-DD, not "${until}".`,
    hint: "--until 2026-12-31, or leave it out and lift the freeze with lockstep schedule unfreeze",
  });
}
