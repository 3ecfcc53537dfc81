/**
 * What two schema dumps of `pg_dump` do not share, line by line; the order of lines and the commas at their ends mean nothing, nor does
 * the spelling of an expression: Postgres prints `a IN ('x')` of a varchar otherwise once it has read its own print.
 */

import { canonicalExpression, canonicalStatement } from "../sql/canonical.ts";

/** A line, and whether only the first dump has it (`-`) or only the second (`+`). */
export type DumpDifference = `${"-" | "+"} ${string}`;

/** Sorted. A line that stands twice in one and once in the other differs once. Needs `loadParser()`. */
export function dumpDifferences(a: string, b: string): readonly DumpDifference[] {
  const [onlyA, onlyB] = unshared(meaningful(a), meaningful(b), (line) => line);
  // parsing is dear, and nearly all lines are shared as they are
  const [left, right] = unshared(onlyA, onlyB, meaning);
  return [...left.map((line) => `- ${line}` as const), ...right.map((line) => `+ ${line}` as const)].sort();
}

/** Lines of each side that find no partner with the same key on the other. */
function unshared(
  a: readonly string[],
  b: readonly string[],
  key: (line: string) => string,
): readonly [readonly string[], readonly string[]] {
  const waiting = new Map<string, string[]>();
  for (const line of a) waiting.set(key(line), [...(waiting.get(key(line)) ?? []), line]);
  const onlyB = b.filter((line) => waiting.get(key(line))?.pop() === undefined);
  return [[...waiting.values()].flat(), onlyB];
}

/** A column or constraint within its table, or a statement that fits in a line. */
function meaning(line: string): string {
  const text = line.replace(/;$/, "");
  return /^(?:CREATE|ALTER) /.test(text) ? canonicalStatement(text) : canonicalExpression(text);
}

// Comments carry versions and owners of the dump; SET and \restrict are about the session that reads it.
function meaningful(dump: string): readonly string[] {
  return dump
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/,$/, "")
        .replace(/\bWITH \(([^()]*)\)/g, (_, options: string) => `WITH (${sortedList(options)})`),
    )
    .filter((line) => line !== "" && !/^(?:--|SET |\\|SELECT pg_catalog\.set_config)/.test(line));
}

// Storage options keep the order in which they were set, which has no meaning.
function sortedList(text: string): string {
  return text.split(", ").sort().join(", ");
}
