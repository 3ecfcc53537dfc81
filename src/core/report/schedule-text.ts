/** `schedule` for a terminal: when the next trains go, what each rhythm takes, and what rides when. */

import { cadenceWords, windowDay, windowWords } from "../release/window-words.ts";
import { countOf } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { ScheduleReport } from "./schedule-report.ts";
import { basisText, freezeSentence, minutesText, quietText, totalText, unplacedText } from "./schedule-words.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapLines } from "./wrap-text.ts";

/** The report. */
export function scheduleText(report: ScheduleReport, style: TextStyle): string {
  const lines = style.isQuiet
    ? headLines(report, style)
    : [
        ...headLines(report, style),
        ...noteLines(report, style),
        "",
        ...adviceLines(report, style),
        "",
        ...timelineLines(report, style),
        ...report.notSeen.map((sentence) => `${style.palette.caution("!")} ${printable(sentence)}`),
      ];
  return wrapLines(lines, style.width, (line) => /^ +/.exec(line)?.[0] ?? "    ");
}

function headLines({ environment, cadence, isConfigured, launch, open, next }: ScheduleReport, { palette }: TextStyle) {
  const name = palette.strong(printable(environment));
  const [first] = next;
  const proposal = isConfigured ? "" : palette.caution(" (a proposal: no cadence is configured)");
  return [
    `${name}: ${cadenceWords(cadence)}${proposal}`,
    ...(open === null ? [] : [palette.good(`the window is open: ${windowWords(open, cadence.zone)}`)]),
    first === undefined ? palette.caution("no window comes") : `next window: ${windowWords(first, cadence.zone)}`,
    ...(launch === null
      ? []
      : [`launch: ${launch.date}, ${launchText(launch.daysLeft)}; new migrations are frozen from ${launch.freezeFrom}`]),
  ];
}

function launchText(days: number): string {
  if (days === 0) return "today";
  return days < 0 ? `${countOf(-days, "day")} ago` : `${countOf(days, "day")} left`;
}

function noteLines({ freeze, trains, skipped, cadence, quiet, environment }: ScheduleReport, { palette, glyphs }: TextStyle) {
  const overdue = trains?.overdue ?? null;
  return [
    ...(freeze === null ? [] : [palette.caution(`! ${freezeSentence(freeze)}`)]),
    ...(overdue === null
      ? []
      : [
          palette.bad(
            `${glyphs.bad} overdue: no train came on ${windowDay(overdue.window, cadence.zone)}, and ${countOf(overdue.files.length, "migration")} waited`,
          ),
          `    ${palette.faint(`lockstep sync ${printable(environment)}`)}`,
        ]),
    ...skipped.map(({ day, skipped: why }) =>
      palette.faint(`no window on ${day}: ${why === "blackout" ? "a blackout day" : "the clocks jump over it"}`),
    ),
    quietText(quiet),
  ];
}

function adviceLines({ advice, durations }: ScheduleReport, style: TextStyle): readonly string[] {
  const { palette, glyphs } = style;
  const paint = { low: palette.good, medium: palette.caution, high: palette.bad };
  const rows = advice.rhythms.map((one) => [
    one.rhythm === advice.recommended ? palette.strong(`${glyphs.arrow} ${one.rhythm}`) : `  ${one.rhythm}`,
    one.rhythm === "launch-day" ? "" : String(one.trains),
    minutesText(one.minutesPerTrain),
    totalText(one.totalMinutes),
    paint[one.risk](one.risk),
  ]);
  const columns = [
    { heading: "cadence" },
    { heading: "trains", align: "right" as const },
    { heading: "each" },
    { heading: "in all" },
    { heading: "risk" },
  ];
  return [
    `${palette.strong(advice.recommended)} is recommended: ${advice.why}.`,
    ...textTable(columns, rows, style),
    palette.faint(`A weekly train: ${durations.map(basisText).join(", ")}.`),
  ];
}

function timelineLines({ timeline, cadence, launch }: ScheduleReport, { palette }: TextStyle): readonly string[] {
  const { entries, free, unplaced } = timeline;
  const trains = entries.flatMap(({ train, window, batch }) => [
    `${palette.strong(`Train ${train}`)}  ${windowDay(window, cadence.zone)}  ${printable(batch.tables.join(", ") || "no table")}`,
    ...batch.files.map((file) => `    ${printable(file)}`),
    ...(batch.command === null ? [] : [`    ${palette.faint(printable(batch.command))}`]),
    ...(batch.oversized === null ? [] : [`    ${palette.caution(`! larger than asked for: ${printable(batch.oversized)}`)}`]),
  ]);
  const rest = launch === null ? "" : `${countOf(free, "window")} ${free === 1 ? "is" : "are"} free until the launch.`;
  return [
    ...(trains.length === 0 && unplaced.length === 0 ? ["Nothing waits for a train."] : trains),
    ...unplaced.map((one) => palette.bad(`! ${printable(unplacedText(one))}`)),
    ...(rest === "" ? [] : [rest]),
    ...(launch === null ? [] : [`${palette.strong("Launch")}   ${launch.date}  deploy the code, verify, celebrate`]),
  ];
}
