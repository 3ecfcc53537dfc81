/**
 * The audit of one pair as text: the verdict first, then what differs, then what was not seen, then what to type next.
 * Somebody who reads only the first line must not be misled, and somebody who reads all of it must not need another tool.
 */

import { nameOf } from "../catalog/object-id.ts";
import type { RenameCandidate } from "../diff/change.ts";
import type { ParityChange, ParityCheck, ParityReport, ParitySide } from "../parity/parity-report.ts";
import { riskLevels } from "../risk/risk-level.ts";
import { changeLines } from "./change-lines.ts";
import { unfoldedChanges } from "./change-tree.ts";
import { causeNames } from "./change-words.ts";
import { countOf, nounOf, thousands } from "./count-words.ts";
import { padEnd } from "./display-width.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { verdict } from "./verdict.ts";
import { wrapText } from "./wrap-text.ts";

/** The report with a final line feed; `next` is the command to type next, without its own. */
export function parityText(report: ParityReport, next: string | null, style: TextStyle): string {
  const sections = style.isQuiet
    ? [verdictLines(report, style)]
    : [
        [...verdictLines(report, style), "", ...sideLines(report, style)],
        differenceLines(report, style),
        renameLines(report.renameCandidates, style),
        checkLines(report.parity, style),
        gapLines(report, style),
        summaryLines(report, next, style),
      ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The verdict with its sign, at most two lines. */
export function verdictLines(report: ParityReport, { palette, glyphs, width }: TextStyle): readonly string[] {
  const { status, text } = verdict(report);
  const sign = { "in-sync": palette.good(glyphs.good), unseen: palette.caution(glyphs.caution), drift: palette.bad(glyphs.bad) }[
    status
  ];
  return wrapText(`${sign} ${palette.strong(printable(text))}`, width, "  ");
}

const noBreak = "\u00A0";

function sideLines({ source, target }: ParityReport, style: TextStyle): readonly string[] {
  const nameWidth = Math.max(source.name.length, target.name.length);
  return [source, target].flatMap((side) => {
    const line = `  ${padEnd(printable(side.name), nameWidth)}  ${style.palette.faint(sideWords(side))}`.trimEnd();
    return wrapText(line, style.width, " ".repeat(Math.min(nameWidth + 4, 20)));
  });
}

function sideWords({ database, server, connection }: ParitySide): string {
  const where = database === null ? server : server === null ? database : `${database} on ${server}`;
  return printable([where, connection].filter((part) => part !== null).join(", ")).replace(/\.$/, "");
}

function differenceLines(report: ParityReport, style: TextStyle): readonly string[] {
  if (report.changes.length === 0) return [];
  const { palette, glyphs } = style;
  const [source, target] = [printable(report.source.name), printable(report.target.name)];
  const legend = [`+ ${target} lacks it`, `- only ${target} has it`, `~ differs, ${target} ${glyphs.arrow} ${source}`];
  // A break may stand between the parts only.
  const whole = legend.map((part) => part.replaceAll(" ", noBreak)).join("   ");
  const lines = wrapText(`  ${palette.faint(whole)}`, style.width, "  ").map((line) => line.replaceAll(noBreak, " "));
  return [...lines, "", ...changeLines(report.changes, style)];
}

function renameLines(candidates: readonly RenameCandidate[], { palette, glyphs, width }: TextStyle): readonly string[] {
  if (candidates.length === 0) return [];
  const lines = candidates.flatMap(({ from, to, confidence }) => {
    const kind = nounOf(from.slice(0, from.indexOf(":")));
    const guess = confidence === "certain" ? "nothing else fits" : "the best of several";
    const text = `  ${kind} ${printable(nameOf(from))} ${glyphs.arrow} ${printable(nameOf(to))}  ${palette.faint(guess)}`;
    return wrapText(text, width, "    ");
  });
  return [palette.strong("looks renamed"), ...lines];
}

function checkLines(checks: readonly ParityCheck[], { palette, glyphs, width, isVerbose }: TextStyle): readonly string[] {
  const inOrder = checksInOrder(checks);
  const notable = checks.filter((check) => check.status !== "ok" || isVerbose);
  const nameWidth = Math.max(0, ...notable.map((check) => check.check.length));
  const signs = { ok: palette.good(glyphs.good), differs: palette.bad(glyphs.bad), warning: palette.caution(glyphs.caution) };
  const lines = notable.flatMap(({ check, status, detail }) => {
    const text = `  ${signs[status]} ${padEnd(nounOf(check), nameWidth)}  ${printable(detail)}`;
    return wrapText(text, width, " ".repeat(Math.min(nameWidth + 6, 24)));
  });
  const rest =
    inOrder.length === 0 || isVerbose
      ? []
      : wrapText(`  ${palette.faint(`in order: ${inOrder.join(", ")}`)}`, width, "            ");
  return lines.length + rest.length === 0 ? [] : [palette.strong("beyond the schema"), ...lines, ...rest];
}

/** The checks that found both sides as they should be. Estimated row counts and the journal are told, not judged. */
export function checksInOrder(checks: readonly ParityCheck[]): readonly string[] {
  const judged = checks.filter(({ check, status }) => status === "ok" && check !== "row-counts" && check !== "journal");
  return judged.map(({ check }) => nounOf(check));
}

function gapLines({ notCompared }: ParityReport, { palette, width }: TextStyle): readonly string[] {
  if (notCompared.length === 0) return [];
  const lines = notCompared.flatMap(({ what, why, forWantOfRights }) => {
    const reason =
      forWantOfRights === true ? palette.caution(`${printable(why)} (rights are missing)`) : palette.faint(printable(why));
    return wrapText(`  ${printable(what)}: ${reason}`, width, "    ");
  });
  return [palette.strong("not compared"), ...lines];
}

function summaryLines(report: ParityReport, next: string | null, { palette, glyphs, width }: TextStyle): readonly string[] {
  const { changes, summary } = report;
  const lines = unfoldedChanges(changes);
  const causes = new Map<ParityChange["cause"], number>();
  for (const { cause } of lines) if (cause !== "unexplained") causes.set(cause, (causes.get(cause) ?? 0) + 1);
  const counts = [
    ...[...riskLevels]
      .reverse()
      .map((level) => ({ count: lines.filter((change) => change.risk === level).length, words: `${level} risk` })),
    ...[...causes].map(([cause, count]) => ({ count, words: causeNames[cause] })),
    { count: summary.ignored, words: "ignored" },
  ];
  // parts of a new or dropped object are folded into its line, and the risks are those of the lines
  const places = lines.length === changes.length ? "" : ` in ${countOf(lines.length, "place")}`;
  const total = `${countOf(changes.length, "difference")}${places}`;
  const parts = counts.filter(({ count }) => count > 0).map(({ count, words }) => `${thousands(count)} ${words}`);
  const line = changes.length === 0 ? parts.join(` ${glyphs.dot} `) : [total, ...parts].join(` ${glyphs.dot} `);
  return [
    ...(line === "" ? [] : wrapText(line, width, "  ")),
    ...(next === null ? [] : wrapText(`${palette.faint("next:")} ${printable(next)}`, width, "      ")),
  ];
}
