/** `lockstep launch`: the road from week -4 to launch day. */

import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/app-error.ts";
import type { LaunchItemId } from "../../core/release/launch-plan.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { durationOf } from "../flag-values.ts";
import { version } from "../version.ts";

const actions = ["plan", "status", "check", "watch"] as const;
type Action = (typeof actions)[number];

/** The command. */
export const launchCommand: Command = {
  name: "launch",
  summary: "the road to launch: the plan, what is proven, what blocks or is late, and launch day's watch",
  description:
    "From launch.date on the clocks of cadence.zone: four weeks and launch day, each with what is to be true at its end. status and check prove every item whose week has come, now; check also keeps what it found, and documents what is pending. An audit a day is kept by both. What no machine can see a named person vouches for with check ITEM --by NAME --reason WHAT; any item may be let pass with --waive. watch looks at signals after the deployment and says go, or stop; it undoes nothing.\n\nExit 2: something of this week is open, or of a week before (late); the watch says stop.",
  arguments: [
    { name: "action", description: "status (the default), plan, check or watch" },
    { name: "what", description: "check: an item; the others: the environment (default: the protected one)" },
  ],
  flags: [
    { long: "--by", value: "NAME", description: "check ITEM: who vouches for it or lets it pass" },
    { long: "--reason", value: "TEXT", description: "check ITEM: what was done, or why it may be open" },
    { long: "--waive", description: "check ITEM: let it pass, until --until" },
    { long: "--until", value: "DATE", description: "check ITEM --waive: until when it holds" },
    { long: "--notify", description: "status: tell the team, in one line" },
    { long: "--for", value: "TIME", description: "watch: how long (default: as configured, 15m)" },
    { long: "--every", value: "TIME", description: "watch: how often (default: as configured, 10s)" },
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep launch plan", note: "the stations, their days, and what shows each item" },
    { line: "lockstep launch check", note: "daily, from CI: proves what can be proven, keeps it" },
    { line: "lockstep launch status --notify", note: "how far it is; exit 2 when something blocks or is late" },
    { line: 'lockstep launch check deployed --by ana --reason "v1.2.3"', note: "what no machine can see" },
    { line: "lockstep launch watch production --for 30m", note: "after the deployment: go, or stop" },
  ],
  run: async (invocation) => {
    const [word, ...rest] = invocation.positionals;
    const action = actions.find((one) => one === word);
    const words = action === undefined ? invocation.positionals : rest;
    refuseStray(action ?? "status", invocation);
    return runs[action ?? "status"](words, invocation);
  },
};

const own: Readonly<Record<Action, readonly string[]>> = {
  plan: [],
  status: ["--notify"],
  check: ["--by", "--reason", "--waive", "--until"],
  watch: ["--for", "--every"],
};

function refuseStray(action: Action, { isSet }: Invocation): void {
  for (const other of actions) {
    const stray = other === action ? undefined : own[other].find(isSet);
    if (stray !== undefined) throw new AppError({ code: "USAGE", message: `${stray} belongs to launch ${other}.` });
  }
}

const runs: Readonly<Record<Action, (words: readonly string[], invocation: Invocation) => Promise<CommandResult>>> = {
  plan,
  status,
  check,
  watch,
};

async function plan(words: readonly string[], invocation: Invocation): Promise<CommandResult> {
  oneEnvironment("plan", words, invocation);
  const [{ planLaunch }, { launchPlanText }, { launchPlanMarkdown }] = await Promise.all([
    import("../../workflows/launch-place.ts"),
    import("../../core/report/launch-text.ts"),
    import("../../core/report/launch-markdown.ts"),
  ]);
  const data = await planLaunch(invocation.context);
  return {
    exitCode: 0,
    data,
    findings: [],
    text: (style) => launchPlanText(data, style),
    markdown: () => launchPlanMarkdown(data),
  };
}

async function status(words: readonly string[], invocation: Invocation): Promise<CommandResult> {
  const { context, isSet } = invocation;
  const environment = oneEnvironment("status", words, invocation);
  const [{ checkLaunch, notifyLaunch }, { launchStatusText }, { launchMarkdown }] = await Promise.all([
    import("../../workflows/launch.ts"),
    import("../../core/report/launch-text.ts"),
    import("../../core/report/launch-markdown.ts"),
  ]);
  const outcome = await checkLaunch({ ...time(), environment, item: null, keeps: false }, context);
  const told = isSet("--notify") ? (await notifyLaunch(outcome, () => new Date(), context)).findings : [];
  const { findings, ...data } = outcome;
  return {
    exitCode: findings.length > 0 ? 2 : 0,
    data,
    findings: [...findings, ...told],
    text: (style) => launchStatusText(data, style),
    markdown: () => launchMarkdown(data),
  };
}

async function check(words: readonly string[], invocation: Invocation): Promise<CommandResult> {
  const { context, environments, value, isSet } = invocation;
  const [name, ...others] = words;
  const item = name === undefined ? null : await itemOf(name);
  const [environment = null, ...more] = environments;
  if (others.length > 0 || more.length > 0)
    throw new AppError({
      code: "USAGE",
      message: "launch check takes one item, and one --env.",
      hint: "lockstep launch check parity",
    });
  const by = value("--by")?.trim() ?? "";
  if (by !== "" || isSet("--waive") || isSet("--reason") || isSet("--until")) return vouched(item, by, environment, invocation);
  const [{ checkLaunch }, { launchCheckText }, { launchMarkdown }] = await Promise.all([
    import("../../workflows/launch.ts"),
    import("../../core/report/launch-text.ts"),
    import("../../core/report/launch-markdown.ts"),
  ]);
  const { findings, ...data } = await checkLaunch({ ...time(), environment, item, keeps: true }, context);
  return {
    exitCode: findings.length > 0 ? 2 : 0,
    data,
    findings,
    text: (style) => launchCheckText(data, style),
    markdown: () => launchMarkdown(data),
  };
}

async function vouched(
  item: LaunchItemId | null,
  name: string,
  environment: string | null,
  { context, value, isSet }: Invocation,
): Promise<CommandResult> {
  const act = isSet("--waive") ? "waived" : "attested";
  const [reason, until] = [value("--reason")?.trim() ?? "", value("--until")];
  if (item === null || name === "" || reason === "" || (act === "waived") !== (until !== null))
    throw new AppError({
      code: "USAGE",
      message:
        act === "waived"
          ? "Letting an item pass takes the item, a name, a reason and an end."
          : "Vouching takes an item, a name and what was done; --until belongs to --waive.",
      hint: `lockstep launch check ${item ?? "ITEM"}${act === "waived" ? " --waive" : ""} --by NAME --reason WHAT${act === "waived" ? " --until DATE" : ""}`,
    });
  const [{ vouchForLaunch }, { launchVouchedText }] = await Promise.all([
    import("../../workflows/launch-vouch.ts"),
    import("../../core/report/launch-text.ts"),
  ]);
  const data = await vouchForLaunch({ ...time(), environment, item, act, name, reason, until }, context);
  return { exitCode: 0, data, findings: [], text: (style) => launchVouchedText(data, style) };
}

async function watch(words: readonly string[], invocation: Invocation): Promise<CommandResult> {
  const { context } = invocation;
  const environment = oneEnvironment("watch", words, invocation);
  const [{ launchWatch }, { launchWatchText, launchWatchMarkdown }] = await Promise.all([
    import("../../workflows/launch-watch.ts"),
    import("../../core/report/launch-watch-text.ts"),
  ]);
  const { signal } = context;
  const data = await launchWatch(
    {
      environment,
      forMs: durationOf(invocation, "--for"),
      everyMs: durationOf(invocation, "--every"),
      clock: () => new Date(),
      // Ctrl-C ends the pause, and the watch says so by itself
      sleep: (ms) => sleep(ms, undefined, { ...(signal === undefined ? {} : { signal }) }).catch(() => undefined),
    },
    context,
  );
  return {
    exitCode: data.kind === "go" ? 0 : 2,
    data,
    findings: data.reasons.map(({ message }) => ({ rule: "watch", level: "high", message })),
    text: (style) => launchWatchText(data, style),
    markdown: () => launchWatchMarkdown(data),
  };
}

function time() {
  return { localClock: () => new Date(), tool: `lockstep ${version}` };
}

function oneEnvironment(action: Action, words: readonly string[], { environments }: Invocation): string | null {
  const [environment = null, ...others] = [...environments, ...words];
  if (others.length === 0) return environment;
  throw new AppError({
    code: "USAGE",
    message: `launch ${action} takes one environment.`,
    hint: `lockstep launch ${action} production`,
  });
}

async function itemOf(name: string): Promise<LaunchItemId> {
  const [{ launchItemIds }, { didYouMean }] = await Promise.all([
    import("../../core/release/launch-plan.ts"),
    import("../../core/did-you-mean.ts"),
  ]);
  const item = launchItemIds.find((id) => id === name);
  if (item !== undefined) return item;
  const near = didYouMean(name, launchItemIds);
  throw new AppError({
    code: "USAGE",
    message: `The road to launch has no item "${name}".${near === null ? "" : ` Did you mean "${near}"?`}`,
    hint: `Items: ${launchItemIds.join(", ")}`,
  });
}
