/** The list of differences as text: by schema and table, each with its risk and the reason for it. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { ParityChange } from "../parity/parity-report.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { type ChangeGroup, type ChangeNode, changeTree } from "./change-tree.ts";
import { causeWords, changeSigns, foldedWords, kindWords, nameWords } from "./change-words.ts";
import { countOf } from "./count-words.ts";
import { padEnd } from "./display-width.ts";
import { factText } from "./fact-text.ts";
import type { DiffLine } from "./line-diff.ts";
import type { Paint, Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { type TwoCells, twoColumns } from "./two-columns.ts";

// Enough to see what kind of drift it is; the whole list is one flag away.
const rootsShown = 20;
const childrenShown = 12;
const diffLinesShown = 6;
const badgeWidth = "MEDIUM".length + 2;

/** One line per difference, headed by the schema where there are several. */
export function changeLines(changes: readonly ParityChange[], style: TextStyle): readonly string[] {
  const groups = changeTree(changes);
  const cells: (TwoCells | { readonly heading: string })[] = [];
  for (const [i, group] of groups.entries()) {
    if (i > 0) cells.push({ heading: "" });
    if (groups.length > 1) cells.push({ heading: headingOf(group, style) });
    cells.push(...rowsOf(group.nodes, null, 2, rootsShown, style));
  }
  // All rows share one layout, so that risks stand in one column through all groups.
  const rows = cells.filter((cell): cell is TwoCells => !("heading" in cell));
  const laidOut = twoColumns(rows, style.width, badgeWidth);
  let at = 0;
  return cells.flatMap((cell) => ("heading" in cell ? [cell.heading] : (laidOut[at++] ?? [])));
}

function headingOf(group: ChangeGroup, { palette }: TextStyle): string {
  return `${palette.strong(printable(group.name))} ${palette.faint(`(${countOf(group.count, "difference")})`)}`;
}

function rowsOf(
  nodes: readonly ChangeNode[],
  parent: ObjectId | null,
  indent: number,
  cap: number,
  style: TextStyle,
): readonly TwoCells[] {
  const shown = style.isVerbose || nodes.length <= cap + 1 ? nodes : nodes.slice(0, cap);
  const kindWidth = Math.max(...shown.map((node) => kindWords(node).length));
  const rows = shown.flatMap((node) => nodeRows(node, parent, indent, kindWidth, style));
  const hidden = nodes.length - shown.length;
  if (hidden === 0) return rows;
  const more = `${style.glyphs.ellipsis} and ${hidden} more (--verbose)`;
  return [...rows, { indent, left: style.palette.faint(more), right: "" }];
}

function nodeRows(
  node: ChangeNode,
  parent: ObjectId | null,
  indent: number,
  kindWidth: number,
  style: TextStyle,
): readonly TwoCells[] {
  const { palette } = style;
  const { change } = node;
  const name = nameWords(node.id, parent);
  const title = `${padEnd(kindWords(node), name === "" ? 0 : kindWidth)} ${palette.strong(name)}`.trimEnd();
  const parts = style.isVerbose ? [...node.children, ...node.folded.map(leafOf)] : node.children;
  const children = parts.length === 0 ? [] : rowsOf(parts, node.id, indent + 4, childrenShown, style);
  if (change === null) return [{ indent, left: `  ${title}`, right: "" }, ...children];
  const facts = change.facts.map(({ fact, source, target }) => factText({ fact, from: target, to: source }, style.glyphs));
  const details = [
    node.folded.length > 0 ? foldedWords(node.folded) : printable(change.detail ?? ""),
    facts.map((text) => (text.kind === "line" ? text.text : text.name)).join(", "),
    palette.info(bracketed(causeWords(change))),
  ].filter((part) => part !== "");
  const sign = paintOf(change, palette)(changeSigns[change.change]);
  const below = facts.flatMap((text) => (text.kind === "lines" ? diffBlock(text.lines, indent + 6, style) : []));
  return [
    { indent, left: [`${sign} ${title}`, ...details].join("  "), right: badge(change.risk, change.why, palette), below },
    ...children,
  ];
}

function leafOf(change: ParityChange): ChangeNode {
  return { id: change.id, kind: change.kind, change, children: [], folded: [], risk: change.risk };
}

function bracketed(words: string): string {
  return words === "" ? "" : `[${printable(words)}]`;
}

function paintOf(change: ParityChange, palette: Palette): Paint {
  return { add: palette.good, remove: palette.bad, alter: palette.caution, rename: palette.caution }[change.change];
}

/** `HIGH    drops a table and its rows`, the level padded so that reasons align. */
export function badge(risk: RiskLevel, why: string, palette: Palette): string {
  const paint = { low: palette.good, medium: palette.caution, high: (text: string) => palette.strong(palette.bad(text)) }[risk];
  const padding = " ".repeat(badgeWidth - risk.length);
  return why === "" ? paint(risk.toUpperCase()) : paint(risk.toUpperCase()) + padding + palette.faint(why);
}

function diffBlock(lines: readonly DiffLine[], indent: number, style: TextStyle): readonly string[] {
  const { palette, glyphs } = style;
  const margin = " ".repeat(indent);
  const changed = lines.filter((line) => line.op !== "same");
  const shown = style.isVerbose ? lines : changed.length <= diffLinesShown + 1 ? changed : changed.slice(0, diffLinesShown);
  const painted = shown.map(({ op, text }) => {
    const clean = printable(text.replaceAll("\t", "  "));
    if (op === "same") return palette.faint(`${margin}  ${clean}`);
    return op === "removed" ? palette.bad(`${margin}- ${clean}`) : palette.good(`${margin}+ ${clean}`);
  });
  const hidden = style.isVerbose ? 0 : changed.length - shown.length;
  return hidden === 0
    ? painted
    : [...painted, palette.faint(`${margin}${glyphs.ellipsis} ${countOf(hidden, "more changed line")} (--verbose)`)];
}
