/** What two schema dumps of `pg_dump` do not share, line by line; the order of lines and the commas at their ends mean nothing. */

/** A line, and whether only the first dump has it (`-`) or only the second (`+`). */
export type DumpDifference = `${"-" | "+"} ${string}`;

/** Sorted. A line that stands twice in one and once in the other differs once. */
export function dumpDifferences(a: string, b: string): readonly DumpDifference[] {
  const counts = new Map<string, number>();
  for (const line of meaningful(a)) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of meaningful(b)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts]
    .flatMap(([line, count]) => Array.from({ length: Math.abs(count) }, () => `${count < 0 ? "-" : "+"} ${line}` as const))
    .sort();
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
