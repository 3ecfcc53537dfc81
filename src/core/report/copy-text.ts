/** What a copy brought, table by table, what was proven and what is not there; and what the classifier proposes. No value ever stands here. */

import type { ClassifyOutcome, CopiedTable, CopyOutcome } from "../masking/copy-record.ts";
import { countOf, thousands } from "./count-words.ts";
import { displayWidth } from "./display-width.ts";
import { durationWords } from "./duration-words.ts";
import { markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown of a copy. */
export interface CopyReport extends CopyOutcome {
  readonly evidence: string | null;
}

/** The copy for a terminal. */
export function copyText(report: CopyReport, style: TextStyle): string {
  const { palette, glyphs, isQuiet, width } = style;
  const { refuted, warnings, proven, notCopied, evidence, replaced } = report;
  const head = `${refuted.length > 0 ? `${palette.bad(glyphs.bad)} ` : ""}${palette.strong(printable(headOf(report)))}`;
  const wrong = refuted.map((line) => `${palette.bad(glyphs.bad)} ${printable(line)}`);
  if (isQuiet) return wrapLines([head, ...wrong], width, "  ");
  const goes =
    report.kind === "planned" && replaced.length > 0
      ? [`${countOf(replaced.length, "table")} of ${report.to} hold rows, which would go`]
      : [];
  const rest = [
    ...wrong,
    ...proven.map((line) => `${palette.good(glyphs.good)} ${printable(line)}`),
    ...[...goes, ...warnings].map((line) => `${palette.caution(glyphs.caution)} ${printable(line)}`),
    ...(notCopied.length === 0 ? [] : ["", "Not copied:", ...notCopied.map((line) => palette.faint(`- ${printable(line)}`))]),
    ...(evidence === null ? [] : ["", palette.faint(`evidence: ${printable(evidence)}`)]),
  ];
  return `${wrapLines([head, ""], width, "  ")}${tableLines(report, style).join("")}\n${wrapLines(rest, width, "  ")}`;
}

/** The copy for a pull request or a summary. */
export function copyMarkdown(report: CopyReport): string {
  const rows = report.tables.map(
    (table) =>
      `| ${markdownText(table.table)} | ${shareWords[table.share]} | ${thousands(table.written ?? table.rows ?? 0)} | ${table.masked.map(markdownText).join(", ")} |`,
  );
  const notes = [
    ...report.refuted,
    ...report.proven,
    ...report.warnings,
    ...report.notCopied.map((line) => `not copied: ${line}`),
  ];
  return `${[`**${markdownText(headOf(report))}**`, "", "| Table | Share | Rows | Masked |", "| --- | --- | ---: | --- |", ...rows, "", ...notes.map((line) => `- ${markdownText(line)}`)].join("\n")}\n`;
}

const shareWords: { readonly [share in CopiedTable["share"]]: string } = {
  whole: "all",
  root: "chosen",
  children: "children",
  needed: "needed",
};

function headOf({ kind, from, to, tables, refuted, ms }: CopyReport): string {
  const rows = tables.reduce((sum, table) => sum + (table.written ?? table.rows ?? 0), 0);
  const what = `${countOf(rows, "row")} of ${countOf(tables.length, "table")}`;
  if (kind === "planned") return `${from} → ${to}: ${what} would be copied. Nothing was done.`;
  if (refuted.length > 0) return `${from} → ${to}: the copy did not stand its proof and was taken back; ${to} is as it was.`;
  return `${from} → ${to}: ${what} copied in ${durationWords(ms)}.`;
}

// On a narrow terminal a table's name stands above its figures, and its masked columns below them.
function tableLines({ tables, kind }: CopyReport, style: TextStyle): readonly string[] {
  const { palette, width } = style;
  const isDone = kind === "copied";
  const columns = [
    { heading: "share" },
    { heading: "rows", align: "right" as const },
    ...(isDone ? [{ heading: "time", align: "right" as const }] : []),
    { heading: "masked", align: "right" as const },
  ];
  const cells = tables.map((table) => [
    shareWords[table.share],
    thousands(table.written ?? table.rows ?? 0),
    ...(isDone ? [durationWords(table.ms ?? 0)] : []),
    table.masked.length === 0 ? "-" : String(table.masked.length),
  ]);
  const names = tables.map(({ table }) => printable(table));
  const wide = textTable(
    [{ heading: "table" }, ...columns],
    cells.map((row, i) => [names[i] ?? "", ...row]),
    style,
  );
  const isWide = wide.every((line) => displayWidth(line) <= width);
  const narrow = textTable(columns, cells, style);
  const head = isWide ? (wide[0] ?? "") : `  ${narrow[0] ?? ""}`;
  const lines = tables.flatMap((table, i) => {
    const masked =
      table.masked.length === 0 || !style.isVerbose
        ? []
        : [palette.faint(`    masked: ${table.masked.map(printable).join(", ")}`)];
    return isWide ? [wide[i + 1] ?? "", ...masked] : [names[i] ?? "", `  ${narrow[i + 1] ?? ""}`, ...masked];
  });
  return tables.length === 0 ? [] : [`${head}\n`, wrapLines(lines, width, "      ")];
}

/** The proposals for a terminal. */
export function classifyText({ choices, added, changed, gone, file, from, to }: ClassifyOutcome, style: TextStyle): string {
  const { palette, glyphs, width, isQuiet } = style;
  const open = choices.columns.filter(({ confirmed }) => confirmed === false);
  const head = `${printable(file)}: ${countOf(choices.columns.length, "column")}, ${open.length === 0 ? "all confirmed" : `${thousands(open.length)} to be confirmed`}.`;
  const news = [[added, "new"] as const, [changed, "of another type now"] as const, [gone, "gone"] as const].flatMap(
    ([names, word]) => (names.length === 0 ? [] : [`${countOf(names.length, "column")} ${word}`]),
  );
  const lines = open.map(
    ({ table, column, mask, confidence, why }) =>
      `  ${palette.caution(glyphs.caution)} ${printable(`${table}.${column}`)}  ${palette.strong(mask.kind)}  ${palette.faint(printable(`${confidence}: ${why}`))}`,
  );
  const next =
    open.length === 0
      ? `lockstep copy ${from} ${to} --dry-run`
      : `Look at each in ${printable(file)}, change the mask where it is wrong, and put your name into "confirmed".`;
  return wrapLines(
    [
      palette.strong(head),
      ...(isQuiet ? [] : [...news.map((line) => `  ${line}`), "", ...lines, ...(lines.length === 0 ? [] : [""]), next]),
    ],
    width,
    "      ",
  );
}

/** The proposals for a pull request. */
export function classifyMarkdown({ choices, file }: ClassifyOutcome): string {
  const rows = choices.columns.map(
    ({ table, column, mask, confidence, why, confirmed }) =>
      `| ${markdownText(`${table}.${column}`)} | ${mask.kind} | ${confidence} | ${markdownText(why)} | ${confirmed === false ? "**no**" : markdownText(confirmed)} |`,
  );
  return `${[`**${markdownText(file)}**`, "", "| Column | Mask | | Why | Confirmed |", "| --- | --- | --- | --- | --- |", ...rows].join("\n")}\n`;
}
