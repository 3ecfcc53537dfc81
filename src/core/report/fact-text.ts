/**
 * One differing fact in words: `type varchar(20) → text`, `labels + archived`. Texts of several lines become a line diff,
 * because two function bodies in one line tell nobody anything.
 */

import type { FactValue } from "../catalog/schema-object.ts";
import type { Glyphs } from "./glyphs.ts";
import { type DiffLine, lineDiff } from "./line-diff.ts";
import { printable } from "./printable.ts";

/** A fact whose value differs; the change reads from → to. */
export interface FactDifference {
  readonly fact: string;
  readonly from: FactValue;
  readonly to: FactValue;
}

/** In one line, or as a name with the lines that differ. */
export type FactText =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "lines"; readonly name: string; readonly lines: readonly DiffLine[] };

const longestInline = 72;

/** Describes a difference. */
export function factText({ fact, from, to }: FactDifference, glyphs: Glyphs): FactText {
  const name = fact.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (
    typeof from === "string" &&
    typeof to === "string" &&
    (`${from}${to}`.includes("\n") || from.length + to.length > longestInline)
  )
    return { kind: "lines", name, lines: lineDiff(from.trim(), to.trim()) };
  const text = listDifference(from, to) ?? keyDifference(from, to, glyphs) ?? `${value(from)} ${glyphs.arrow} ${value(to)}`;
  return { kind: "line", text: typeof to === "boolean" ? `${name}: ${text}` : `${name} ${text}` };
}

// Lists that kept their order only gained and lost members; a mere reordering has to be shown whole.
function listDifference(from: FactValue, to: FactValue): string | null {
  if (!isTextList(from) || !isTextList(to)) return null;
  const added = to.filter((item) => !from.includes(item));
  const removed = from.filter((item) => !to.includes(item));
  const kept = (list: readonly string[], other: readonly string[]) => list.filter((item) => other.includes(item)).join("\n");
  if (kept(from, to) !== kept(to, from) || added.length + removed.length === 0) return null;
  return [...removed.map((item) => `- ${printable(item)}`), ...added.map((item) => `+ ${printable(item)}`)].join(", ");
}

function keyDifference(from: FactValue, to: FactValue, glyphs: Glyphs): string | null {
  if (!isRecord(from) || !isRecord(to)) return null;
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return keys
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => `${printable(key)} ${value(from[key] ?? null)} ${glyphs.arrow} ${value(to[key] ?? null)}`)
    .join(", ");
}

function value(of: FactValue): string {
  if (of === null) return "none";
  if (typeof of === "boolean") return of ? "yes" : "no";
  if (typeof of === "string") return of === "" ? "''" : printable(of);
  if (typeof of === "number") return String(of);
  if (isRecord(of)) {
    const entries = Object.entries(of).map(([key, entry]) => `${printable(key)}=${value(entry)}`);
    return entries.length === 0 ? "none" : entries.join(" ");
  }
  return of.length === 0 ? "none" : `(${of.map(value).join(", ")})`;
}

function isTextList(of: FactValue): of is readonly string[] {
  return Array.isArray(of) && of.every((item) => typeof item === "string");
}

function isRecord(of: FactValue): of is { readonly [key: string]: FactValue } {
  return typeof of === "object" && of !== null && !Array.isArray(of);
}
