/** The road to launch for a pull request, a wiki or a run's summary. */

import { launchLine } from "../release/launch-notice.ts";
import type { LaunchPlan } from "../release/launch-plan.ts";
import { isClosedItem } from "../release/launch-standing.ts";
import { celebration, type LaunchReport, nextSentence, stateWord, stationSentence } from "./launch-words.ts";
import { markdownCode, markdownProse, markdownText } from "./markdown-text.ts";

/** Where it stands, every item in a table. */
export function launchMarkdown(report: LaunchReport): string {
  const { environment, items, date, isDone, notSeen } = report;
  const rows = items.map((item) => {
    const { id, title, dueDay, why, doesNotProve, state, fix } = item;
    const told =
      state === "open" && fix !== null
        ? `${markdownText(why)}<br>→ ${fix.split("\n").map(markdownCode).join("<br>")}`
        : markdownText(why);
    const leaves = isClosedItem(item) ? markdownText(doesNotProve) : "";
    return `| ${isClosedItem(item) ? "x" : " "} | ${markdownText(title)} (${markdownCode(id)}) | ${dueDay} | ${stateWord(item)} | ${told} | ${leaves} |`;
  });
  const next = nextSentence(report);
  return `${[
    `**${markdownText(`${environment}: ${launchLine(report)}`)}** (${date})`,
    "",
    `- ${markdownText(stationSentence(report))}`,
    ...(next === null ? [] : [`- ${markdownText(next)}`]),
    ...notSeen.map((sentence) => `- ${markdownText(sentence)}`),
    "",
    "| | Item | Due | State | Why | Does not prove |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    ...(isDone ? ["", celebration] : []),
  ].join("\n")}\n`;
}

/** The plan as a list to tick in nobody's head: each item says what shows it. */
export function launchPlanMarkdown({ date, zone, stations, items }: LaunchPlan): string {
  const parts = stations.flatMap(({ id, title, from, until }) => [
    `### ${title} (${from === until ? from : `${from} to ${until}`})`,
    "",
    ...items
      .filter(({ station }) => station === id)
      .map((item) => `- **${item.title}** (${markdownCode(item.id)}): shown by ${markdownProse(item.provenBy)}`),
    "",
  ]);
  return `${[`## Launch on ${date} (${markdownText(zone)})`, "", ...parts, "Then celebrate."].join("\n")}\n`;
}
