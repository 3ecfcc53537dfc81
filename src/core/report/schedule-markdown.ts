/** `schedule` for a wiki or a pull request. */

import { cadenceWords, windowDay, windowWords } from "../release/window-words.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import type { ScheduleReport } from "./schedule-report.ts";
import { basisText, freezeSentence, minutesText, quietText, totalText, unplacedText } from "./schedule-words.ts";

/** The report as Markdown. */
export function scheduleMarkdown(report: ScheduleReport): string {
  const { environment, cadence, launch, next, freeze, advice, durations, timeline, quiet, notSeen } = report;
  const rhythms = advice.rhythms.map(
    ({ rhythm, trains, minutesPerTrain, totalMinutes, risk, why }) =>
      `| ${rhythm === advice.recommended ? `**${rhythm}**` : rhythm} | ${rhythm === "launch-day" ? "" : trains} | ${minutesText(minutesPerTrain)} | ${totalText(totalMinutes)} | ${risk} | ${markdownText(why)} |`,
  );
  const trains = timeline.entries.map(({ train, window, batch }) => {
    const rides = batch.files.length > 0 ? batch.files : batch.command === null ? [] : [batch.command];
    return `| ${train} | ${windowDay(window, cadence.zone)} | ${markdownText(batch.tables.join(", "))} | ${rides.map(markdownCode).join("<br>")} |`;
  });
  const [first] = next;
  const notes = [
    ...(freeze === null ? [] : [freezeSentence(freeze)]),
    ...timeline.unplaced.map((one) => unplacedText(one)),
    quietText(quiet),
    ...notSeen,
  ];
  return `${[
    `**${markdownText(environment)}**: ${markdownText(cadenceWords(cadence))}`,
    "",
    ...(first === undefined ? [] : [`Next window: ${windowWords(first, cadence.zone)}`, ""]),
    "| Cadence | Trains | Each | In all | Risk | Why |",
    "| --- | --: | --- | --- | --- | --- |",
    ...rhythms,
    "",
    `A weekly train: ${durations.map(basisText).join(", ")}.`,
    "",
    ...(trains.length === 0
      ? ["Nothing waits for a train."]
      : ["| Train | Day | Tables | Migrations |", "| --: | --- | --- | --- |", ...trains]),
    ...(launch === null ? [] : ["", `Launch: ${launch.date}`]),
    "",
    ...notes.map((note) => `- ${markdownText(note)}`),
  ].join("\n")}\n`;
}
