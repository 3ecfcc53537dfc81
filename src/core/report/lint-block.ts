/** One statement of a migration as text: its lines, what it locks and costs, and what was found in it. */

import type { Finding } from "../finding.ts";
import type { LintedStatement } from "../lint/linted-migration.ts";
import type { Cost } from "../risk/forms/form.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { badge } from "./change-lines.ts";
import { countOf } from "./count-words.ts";
import { padEnd } from "./display-width.ts";
import { inGlyphs } from "./glyphs.ts";
import type { FileFindings, StatementFindings } from "./lint-report.ts";
import { lockBar, lockWords, strongestFirst } from "./lock-bar.ts";
import type { Paint, Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { offsetIn, sourceLines, sqlExcerpt } from "./sql-excerpt.ts";
import { tellingReasons } from "./telling-reasons.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

// Enough to see how far it reaches; a table may have thousands of partitions.
const locksShown = 6;
const labelWidth = 8;

/** Explanations that a report has given already: a reader needs each once, however many findings share it. */
export type Told = Set<string>;

/** The block of a statement; `numberWidth` is that of the widest line number of its file. */
export function statementLines(
  { statement, findings }: StatementFindings,
  numberWidth: number,
  style: TextStyle,
  told: Told,
): readonly string[] {
  const { sql, line, column, risk, reasons, transaction, unknown } = statement;
  const margin = " ".repeat(numberWidth + 2);
  const say = (label: string, text: string, hang = 0) => labelled(margin, label, text, hang, style);
  const telling = tellingReasons(risk, reasons, [statement]);
  const marks = findings.map((finding) => {
    const place = { line: finding.line ?? line, column: finding.column ?? column };
    return { line: place.line, offset: offsetIn(sql, statement, place), paint: paintOf(finding.level, style.palette) };
  });
  return [
    ...sqlExcerpt(sourceLines(sql, line, column), marks, numberWidth, style),
    ...telling.flatMap((why, i) =>
      say(i === 0 ? "risk" : "", badge(risk, inGlyphs(printable(why), style.glyphs), style.palette), labelWidth),
    ),
    ...lockLines(statement, style).flatMap((text, i) => say(i === 0 ? "locks" : "", text, 9)),
    ...costWords(statement).flatMap((text, i) => say(i === 0 ? "costs" : "", text)),
    ...(transaction === "either" ? [] : say("runs", `${transaction} a transaction block only`)),
    ...untold(unknown, telling).flatMap((what, i) => say(i === 0 ? "unknown" : "", printable(what))),
    ...findings.flatMap((finding) => findingLines(finding, margin, style, told)),
  ];
}

/** What could not be told, as far as the reasons do not say so already. */
export function untold(unknown: readonly string[], telling: readonly string[]): readonly string[] {
  return unknown.filter((what) => !telling.includes(`cannot tell ${what}`));
}

/** Findings outside of statements, under the line that they are about. */
export function fileFindingLines(
  { excerpt, findings }: FileFindings,
  file: string,
  numberWidth: number,
  style: TextStyle,
  told: Told,
): readonly string[] {
  const margin = " ".repeat(numberWidth + 2);
  const shown = findings.flatMap((finding) => findingLines(finding, margin, style, told));
  if (excerpt === null) return shown;
  const marks = findings.map(({ level, column = 1 }) => ({
    line: excerpt.line,
    offset: column - 1,
    paint: paintOf(level, style.palette),
  }));
  const place = excerpt.file === file ? [] : [margin + style.palette.faint(printable(excerpt.file))];
  return [...place, ...sqlExcerpt([{ number: excerpt.line, text: excerpt.text }], marks, numberWidth, style), ...shown];
}

function lockLines({ locks, newRelations }: LintedStatement, { palette, glyphs, isVerbose }: TextStyle): readonly string[] {
  const sorted = strongestFirst(locks);
  const shown = isVerbose || sorted.length <= locksShown + 1 ? sorted : sorted.slice(0, locksShown);
  const modeWidth = Math.max(0, ...shown.map(({ mode }) => mode.length));
  const lines = shown.map(({ relation, mode, because }) => {
    const isNew = newRelations.includes(relation);
    const paint = isNew ? palette.faint : lockPaint(lockWords(mode), palette);
    const name = printable(relation) + (because === null ? "" : ` (${printable(because)})`);
    const words = isNew ? "new, nobody uses it yet" : lockWords(mode);
    return `${paint(lockBar(mode, glyphs))} ${padEnd(mode, modeWidth)}  ${name}  ${palette.faint(words)}`;
  });
  const hidden = sorted.length - shown.length;
  return hidden === 0 ? lines : [...lines, palette.faint(`${glyphs.ellipsis} and ${countOf(hidden, "more lock")} (--verbose)`)];
}

function lockPaint(words: string, palette: Palette): Paint {
  if (words === "reads and writes wait") return palette.bad;
  return words === "reads go on, writes wait" ? palette.caution : palette.good;
}

const costVerbs: Readonly<Record<Cost, string>> = {
  rewrite: "writes anew, with all indexes,",
  scan: "reads every row of",
  "index-build": "builds an index on",
};

/** One sentence to a cost; relations that the migration made are empty or small, and left out. */
export function costWords({ costs, newRelations }: LintedStatement): readonly string[] {
  const ofOthers = costs.filter(({ relation }) => !newRelations.includes(relation));
  return [...new Set(ofOthers.map(({ cost }) => cost))].map((cost) => {
    const relations = ofOthers.filter((one) => one.cost === cost).map(({ relation }) => printable(relation));
    const more = relations.length - locksShown;
    const named = more <= 1 ? relations : [...relations.slice(0, locksShown), `${more} more`];
    return `${costVerbs[cost]} ${named.join(", ")}`;
  });
}

function findingLines(finding: Finding, margin: string, style: TextStyle, told: Told): readonly string[] {
  const { palette, glyphs } = style;
  const { rule, level, message } = finding;
  const [why, fix] = [finding.why, finding.fix].map((text) =>
    text === undefined || isTold(text, style, told) ? undefined : text,
  );
  const prose = (text: string) => inGlyphs(printable(text), glyphs);
  const say = (label: string, text: string, hang = 0) => labelled(margin, label, text, hang, style, true);
  const [first = "", ...rest] = (fix ?? "").split("\n");
  return [
    ...say(badge(level, "", palette), `${prose(message)}  ${palette.faint(rule)}`),
    ...(why === undefined ? [] : say("", prose(why))),
    ...(fix === undefined ? [] : say("", `${palette.faint("fix:")} ${prose(first)}`, "fix: ".length)),
    ...rest.flatMap((line) => say("", `     ${prose(line)}`, "fix: ".length)),
  ];
}

/** True for what was said before, in this report; with --verbose nothing is left out. */
function isTold(text: string, { isVerbose }: TextStyle, told: Told): boolean {
  if (isVerbose) return false;
  if (told.has(text)) return true;
  told.add(text);
  return false;
}

function labelled(
  margin: string,
  label: string,
  text: string,
  hang: number,
  { width, palette }: TextStyle,
  isPainted = false,
): readonly string[] {
  const head = padEnd(isPainted ? label : palette.faint(label), labelWidth);
  return wrapText(`${margin}${head}${text}`, width, " ".repeat(margin.length + labelWidth + hang)).map((line) => line.trimEnd());
}

function paintOf(level: RiskLevel, palette: Palette): Paint {
  return { low: palette.info, medium: palette.caution, high: palette.bad }[level];
}
