/**
 * Findings that somebody has looked at and accepted, in the migration's own comments: `-- lockstep: allow RULE because REASON [until
 * DATE]`, and the ignore comments of other linters, so that nobody has to rewrite old files. A comment right above a statement is about
 * that statement, any other about the whole file.
 */

import type { Finding } from "../finding.ts";
import { tokenAt } from "../sql/sql-lexer.ts";
import type { Rule } from "./rule.ts";

/** One accepted rule. */
export interface Suppression {
  /** As it is written: ours, or `squawk:prefer-text-field`. */
  readonly name: string;
  /** Ids of our rules that it means; empty where it means none. */
  readonly rules: ReadonlySet<string>;
  /** The line of the comment, 1-based. */
  readonly line: number;
  /** Lines of the statement that it is about, 1-based; null for the whole file. */
  readonly lines: { readonly first: number; readonly last: number } | null;
  readonly reason: string | null;
  /** The last day on which it holds, `2026-03-01`; null for ever. */
  readonly until: string | null;
  /** Written for another linter: it needs no reason, and is never called unused. */
  readonly isForeign: boolean;
}

/** Without one of these words there is no such comment: nearly every file. */
const anyWord = /lockstep:|ignore|nolint|-disable/i;

/** Those that allow a finding today. */
export function allowing(suppressions: readonly Suppression[], finding: Finding, today: string): readonly Suppression[] {
  return suppressions.filter((suppression) => holds(suppression, today) && covers(suppression, finding));
}

function holds({ isForeign, reason, until }: Suppression, today: string): boolean {
  return (isForeign || reason !== null) && (until === null || today <= until);
}

function covers({ rules, lines }: Suppression, { rule, line = 1 }: Finding): boolean {
  return rules.has(rule) && (lines === null || (lines.first <= line && line <= lines.last));
}

interface Comment {
  readonly text: string;
  readonly line: number;
  /** The line on which code follows without a blank line between; null where none does. */
  readonly codeLine: number | null;
}

/** The suppressions of a text, in order; `lastLine` gives the line on which the statement that starts there ends. */
export function readSuppressions(
  sql: string,
  rules: readonly Rule[],
  lastLine: (firstLine: number) => number,
): readonly Suppression[] {
  if (!anyWord.test(sql)) return [];
  return commentsOf(sql).flatMap((comment) => {
    const { line, codeLine } = comment;
    const lines = codeLine === null ? null : { first: codeLine, last: lastLine(codeLine) };
    return readComment(comment.text).map(({ name, reason, until, isFile }) => ({
      name,
      rules: meant(name, rules),
      line,
      lines: isFile ? null : lines,
      reason,
      until,
      isForeign: name.includes(":"),
    }));
  });
}

interface Named {
  readonly name: string;
  readonly reason: string | null;
  readonly until: string | null;
  readonly isFile: boolean;
}

const own = /^\s*lockstep:\s*allow\s+(?:=\s*)?([\w,\s-]+?)(?:\s+because\s+(.*?))?(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s*$/i;

/** How other linters write it: whose, where the names stand, and whether the whole file is meant. */
const foreign: readonly { readonly tool: string; readonly pattern: RegExp; readonly isFile: boolean }[] = [
  { tool: "squawk", pattern: /squawk-ignore-file\b:?\s*([\w,\s-]*?)(?:\s--\s.*)?$/, isFile: true },
  { tool: "squawk", pattern: /squawk-ignore(?!-file)\b:?\s*([\w,\s-]*?)(?:\s--\s.*)?$/, isFile: false },
  { tool: "eugene", pattern: /eugene:\s*ignore\b\s*([\w,\s]*)/, isFile: false },
  { tool: "atlas", pattern: /atlas:nolint\b\s*([\w,\s]*)/, isFile: false },
  { tool: "pgfence", pattern: /pgfence(?:-|:\s*)ignore\b:?\s*([\w,\s-]*)/, isFile: false },
  { tool: "migrationpilot", pattern: /migrationpilot-disable-file\b\s*([\w,\s]*)/, isFile: true },
  { tool: "migrationpilot", pattern: /migrationpilot-disable(?!-file)(?:-next-line)?\b\s*([\w,\s]*)/, isFile: false },
];

function readComment(text: string): readonly Named[] {
  const ours = own.exec(text);
  if (ours !== null) {
    const [, names = "", because = null, until = null] = ours;
    // "because … until" may hold the word until in its prose: only a date at the end counts
    return namesIn(names).map((name) => ({ name, reason: because?.trim() || null, until, isFile: false }));
  }
  return foreign.flatMap(({ tool, pattern, isFile }) => {
    const found = pattern.exec(text);
    if (found === null) return [];
    const names = namesIn(found[1] ?? "");
    return (names.length === 0 ? ["*"] : names).map((name) => ({ name: `${tool}:${name}`, reason: null, until: null, isFile }));
  });
}

function namesIn(list: string): readonly string[] {
  return list.split(/[\s,]+/).filter((name) => name !== "");
}

function meant(name: string, rules: readonly Rule[]): ReadonlySet<string> {
  const isAll = name.endsWith(":*");
  const prefix = name.slice(0, -1);
  const named = (rule: Rule) =>
    rule.id === name ||
    rule.aliases.some((alias) => (isAll ? alias.startsWith(prefix) : alias.toLowerCase() === name.toLowerCase()));
  return new Set(rules.filter(named).map(({ id }) => id));
}

function commentsOf(sql: string): readonly Comment[] {
  const comments: { text: string; line: number; codeLine: number | null }[] = [];
  let line = 1;
  /** Comments with nothing but line ends since. */
  let waiting: { text: string; line: number; codeLine: number | null }[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = tokenAt(sql, at);
    const text = sql.slice(at, token.end);
    const newlines = text.split("\n").length - 1;
    if (token.kind === "line-comment" || token.kind === "block-comment") {
      const inner = token.kind === "line-comment" ? text.slice(2) : text.slice(2, -2);
      const comment = { text: inner.trim(), line, codeLine: null };
      comments.push(comment);
      waiting.push(comment);
    } else if (token.kind === "space") {
      if (newlines > 1) waiting = [];
    } else {
      for (const comment of waiting) comment.codeLine = line;
      waiting = [];
    }
    line += newlines;
    at = token.end;
  }
  return comments;
}
