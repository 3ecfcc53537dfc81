/** The road to launch for a terminal: how far it is, what is late or open and what closes it, and each item with its state in a word. */

import { launchLine } from "../release/launch-notice.ts";
import type { LaunchPlan } from "../release/launch-plan.ts";
import { isClosedItem, type LaunchItem } from "../release/launch-standing.ts";
import {
  celebration,
  freezeNote,
  type LaunchReport,
  launchStateWords,
  nextSentence,
  stateWord,
  stationSentence,
} from "./launch-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines, wrapText } from "./wrap-text.ts";

/** Where it stands: only what somebody has to do something about. */
export function launchStatusText(report: LaunchReport, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const open = report.items.filter(({ state }) => state === "open");
  const waived = report.items.filter(({ state }) => state === "waived");
  const [freeze, next] = [freezeNote(report), nextSentence(report)];
  const lines = isQuiet
    ? [headLine(report, style)]
    : [
        headLine(report, style),
        `  ${printable(stationSentence(report))}`,
        ...(freeze === null ? [] : [palette.faint(`  ${printable(freeze)}`)]),
        ...[...open].sort((one, other) => Number(other.isLate) - Number(one.isLate)).flatMap((item) => itemLines(item, style)),
        ...waived.flatMap((item) => itemLines(item, style)),
        ...(next === null ? [] : [`  ${printable(next)}`]),
        ...tailLines(report, style),
      ];
  return asText(lines, width);
}

/** Every item. */
export function launchCheckText(report: LaunchReport, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const stations = [...new Set(report.items.map(({ station }) => station))];
  const lines = isQuiet
    ? [headLine(report, style)]
    : [
        headLine(report, style),
        ...stations.flatMap((id) => [
          "",
          palette.strong(titles[id] ?? id),
          ...report.items.filter(({ station }) => station === id).flatMap((item) => itemLines(item, style)),
        ]),
        "",
        ...tailLines(report, style),
        ...report.evidence.map((path) => palette.faint(`evidence: ${printable(path)}`)),
      ];
  return asText(lines, width);
}

/** The plan: what is to be true when, and what shows it. */
export function launchPlanText({ date, zone, stations, items }: LaunchPlan, { palette, glyphs, width }: TextStyle): string {
  const lines = stations.flatMap(({ id, title, from, until }) => [
    `${palette.strong(title)}  ${from === until ? from : `${from} to ${until}`}`,
    ...items
      .filter(({ station }) => station === id)
      .flatMap((item) => [
        `  ${glyphs.dot} ${item.title} (${item.id})`,
        palette.faint(`      shown by ${item.provenBy}`),
        palette.faint(`      does not prove ${item.doesNotProve}`),
      ]),
    "",
  ]);
  return asText(
    [`Launch on ${date} (${zone})`, "", ...lines, "Then celebrate: the boring launch is the successful launch."],
    width,
  );
}

const titles: Readonly<Record<string, string>> = {
  "week-4": "Week -4",
  "week-3": "Week -3",
  "week-2": "Week -2",
  "week-1": "Week -1",
  "launch-day": "Launch day",
};

function headLine(report: LaunchReport, { palette, glyphs }: TextStyle): string {
  const isBad = report.late.length > 0;
  const mark = isBad ? palette.bad(glyphs.bad) : report.blocking.length > 0 ? palette.caution("!") : palette.good(glyphs.good);
  return `${mark} ${palette.strong(printable(`${report.environment}: ${launchLine(report)}`))} (${report.date})`;
}

function itemLines(item: LaunchItem, { palette, glyphs }: TextStyle): readonly string[] {
  const { id, state, why, doesNotProve, fix, dueDay } = item;
  const mark = isClosedItem(item)
    ? palette.good(glyphs.good)
    : state === "waits"
      ? palette.faint(glyphs.dot)
      : palette.bad(glyphs.bad);
  const due = state === "open" && !item.isLate ? `, due ${dueDay}` : "";
  const isShown = isClosedItem(item) && doesNotProve !== "";
  return [
    `  ${mark} ${id.padEnd(18)} ${stateWord(item)}${due}: ${printable(why)}`,
    ...(isShown ? [palette.faint(`      does not prove ${printable(doesNotProve)}`)] : []),
    ...(state !== "open" ? [] : fixesOf(item, fix).map((line) => `      ${glyphs.arrow} ${printable(line)}`)),
  ];
}

function fixesOf({ id, isLate }: LaunchItem, fix: string | null): readonly string[] {
  const lines = fix?.split("\n") ?? [];
  // what is over cannot be mended: somebody has to let it pass
  const isPast = fix === null || isLate;
  return isPast ? [...lines, `lockstep launch check ${id} --waive --by NAME --reason WHY --until DATE`] : lines;
}

function tailLines(report: LaunchReport, { palette }: TextStyle): readonly string[] {
  return [
    ...report.notSeen.map((sentence) => palette.caution(`! ${printable(sentence)}`)),
    ...(report.isDone ? [palette.good(celebration)] : []),
  ];
}

function asText(lines: readonly string[], width: number): string {
  return lines
    .flatMap((line) => wrapText(line, width, line.startsWith("      ") ? "        " : "      "))
    .map((line) => `${line}\n`)
    .join("");
}

/** What a person has said, as it was kept. */
export interface LaunchVouchedReport {
  readonly environment: string;
  readonly item: string;
  readonly title: string;
  readonly act: "attested" | "waived";
  readonly name: string;
  readonly until: string | null;
  readonly doesNotProve: string;
  readonly evidence: string;
}

/** For a terminal. */
export function launchVouchedText(report: LaunchVouchedReport, { width }: TextStyle): string {
  const { act, name, item, title, environment, until, doesNotProve, evidence } = report;
  const deed = act === "attested" ? "vouches for" : "lets pass";
  return wrapLines(
    [
      `${name} ${deed} ${item} on ${environment}${until === null ? "" : ` until ${until}`}: ${title}.`,
      ...(act === "attested" ? [`It does not prove ${doesNotProve}.`] : [`It stays visible as ${launchStateWords.waived}.`]),
      `evidence: ${evidence} (commit it)`,
    ].map(printable),
    width,
    "  ",
  );
}
