/** `lockstep checklist`: the safety checklist of the next train. */

import { AppError } from "../../core/app-error.ts";
import { type ChecklistItem, checklistItems, highRiskItems, openItems } from "../../core/release/checklist.ts";
import type { Command, CommandResult, Invocation } from "../command.ts";
import { version } from "../version.ts";

const actions = ["show", "attest", "waive", "announce"] as const;
const items: readonly ChecklistItem["id"][] = [...checklistItems, ...highRiskItems];
/** Not an item of a batch: what went past it. */
const review = "break-glass" as const;

/** The command. */
export const checklistCommand: Command = {
  name: "checklist",
  summary: "the safety checklist of the next train, proven now; attest or waive an item, announce a window",
  description:
    "show proves every item that a machine can prove, as the gate of apply and sync does, and says what each does not prove. What a person says is kept as evidence for exactly the files of the next train, and ends.",
  arguments: [
    { name: "action", description: "show (default), attest, waive or announce" },
    { name: "env", description: "the environment" },
    { name: "item", description: "the item that is attested or waived", choices: [...items, review] },
  ],
  flags: [
    { long: "--by", value: "NAME", description: "who vouches, lets pass or announces" },
    { long: "--reason", value: "TEXT", description: "why an item may be open, or what is announced" },
    { long: "--until", value: "DATE", description: "until when it holds (default for attest: the end of the window)" },
    { long: "--ack", value: "ID", description: "show it as if this loss were acknowledged", isRepeatable: true },
  ],
  formats: ["text", "json", "ndjson", "markdown"],
  examples: [
    { line: "lockstep checklist production", note: "where each item stands, and what closes it" },
    { line: "lockstep checklist attest production teammate --by ana", note: "ana is there to help, until the window closes" },
    {
      line: 'lockstep checklist waive production tested-on-staging --by ana --reason "staging is being rebuilt" --until 2026-12-01',
      note: "let one item pass, for these files, until that day",
    },
    {
      line: 'lockstep checklist attest production break-glass --by ana --reason "looked at it, it is fine"',
      note: "somebody else has looked at what went past the gate",
    },
    {
      line: 'lockstep checklist announce production --reason "orders are read-only for a minute"',
      note: "tell the team of the window",
    },
  ],
  run: async (invocation) => {
    const { action, environment, item } = wordsOf(invocation);
    if (action === "show") return shown(environment, invocation);
    if (action === "announce") return announced(environment, invocation);
    if (item === review) return reviewed(action, environment, invocation);
    if (item === null)
      throw new AppError({ code: "USAGE", message: `checklist ${action} takes an item.`, hint: `Items: ${items.join(", ")}` });
    return vouched(action, environment, item, invocation);
  },
};

function wordsOf({ positionals, environments }: Invocation) {
  const [first, ...rest] = positionals;
  const named = actions.find((one) => one === first);
  const words = [...environments, ...(named === undefined ? positionals : rest)];
  const [environment, item, ...others] = words;
  if (environment === undefined || others.length > 0)
    throw new AppError({
      code: "USAGE",
      message: "checklist takes an action, one environment, and for attest and waive an item.",
      hint: "lockstep checklist show production",
    });
  const known = item === review ? review : (items.find((one) => one === item) ?? null);
  if (item !== undefined && known === null)
    throw new AppError({ code: "USAGE", message: `The checklist has no item "${item}".`, hint: `Items: ${items.join(", ")}` });
  return { action: named ?? "show", environment, item: known };
}

async function shown(environment: string, { values, context }: Invocation): Promise<CommandResult> {
  const [{ showChecklist }, { checklistText, checklistMarkdown }] = await Promise.all([
    import("../../workflows/checklist.ts"),
    import("../../core/report/checklist-text.ts"),
  ]);
  const outcome = await showChecklist({ environment, acknowledged: values("--ack"), tool: `lockstep ${version}` }, context);
  const isOpen = outcome.checklist !== null && openItems(outcome.checklist).length > 0;
  return {
    exitCode: isOpen ? 2 : 0,
    data: outcome,
    findings: [],
    text: (style) => checklistText(outcome, style),
    markdown: () => checklistMarkdown(outcome),
  };
}

async function vouched(
  action: "attest" | "waive",
  environment: string,
  item: ChecklistItem["id"],
  { value, context }: Invocation,
): Promise<CommandResult> {
  const name = value("--by");
  const reason = value("--reason");
  const until = value("--until");
  const isBlank = (text: string | null) => text === null || text.trim() === "";
  if (isBlank(name) || (action === "waive" && (isBlank(reason) || until === null)))
    throw new AppError({
      code: "USAGE",
      message: action === "attest" ? "Somebody with a name vouches." : "A waiver takes a name, a reason and an end.",
      hint: `lockstep checklist ${action} ${environment} ${item} --by NAME${action === "waive" ? " --reason WHY --until DATE" : ""}`,
    });
  if (action === "attest" && item !== "teammate")
    throw new AppError({
      code: "USAGE",
      message: `Nobody's word turns ${item} green: a machine proves it.`,
      hint: `lockstep checklist show ${environment} says how. Letting it pass all the same: lockstep checklist waive ${environment} ${item}`,
    });
  const [{ vouch }, { vouchedText }, { actorOf }] = await Promise.all([
    import("../../workflows/checklist.ts"),
    import("../../core/report/vouched-text.ts"),
    import("../../workflows/actor-of.ts"),
  ]);
  const data = await vouch(
    {
      environment,
      item,
      kind: action === "attest" ? "attestation" : "waiver",
      name: name ?? "",
      reason,
      until,
      by: actorOf(context),
      now: new Date(),
    },
    context,
  );
  return { exitCode: 0, data, findings: [], text: (style) => vouchedText(data, style) };
}

async function reviewed(action: "attest" | "waive", environment: string, { value, context }: Invocation): Promise<CommandResult> {
  const [name, reason] = [value("--by")?.trim() ?? "", value("--reason")?.trim() ?? ""];
  if (action === "waive" || name === "" || reason === "")
    throw new AppError({
      code: "USAGE",
      message: "Somebody with a name says what they found.",
      hint: `lockstep checklist attest ${environment} ${review} --by NAME --reason "what was found"`,
    });
  const [{ reviewBrokenGlass }, { reviewedText }, { actorOf }] = await Promise.all([
    import("../../workflows/review-broken-glass.ts"),
    import("../../core/report/vouched-text.ts"),
    import("../../workflows/actor-of.ts"),
  ]);
  const data = await reviewBrokenGlass({ environment, name, reason, by: actorOf(context), now: new Date() }, context);
  return { exitCode: 0, data, findings: [], text: (style) => reviewedText(data, style) };
}

async function announced(environment: string, { value, context }: Invocation): Promise<CommandResult> {
  const [{ announceTrain }, { announcedText }, { actorOf }] = await Promise.all([
    import("../../workflows/announce-train.ts"),
    import("../../core/report/vouched-text.ts"),
    import("../../workflows/actor-of.ts"),
  ]);
  const outcome = await announceTrain(
    { environment, reason: value("--reason") ?? "", by: value("--by") ?? actorOf(context), clock: () => new Date() },
    context,
  );
  const { findings, ...data } = outcome;
  return { exitCode: outcome.isAnnounced ? 0 : 1, data, findings, text: (style) => announcedText(outcome, style) };
}
