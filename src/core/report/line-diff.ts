/** Which lines of a text changed: for function bodies, view definitions and everything else that spans lines. */

/** One line of a comparison. */
export interface DiffLine {
  readonly op: "same" | "removed" | "added";
  readonly text: string;
}

// The table of a longest common subsequence has one cell per pair of lines; beyond this it is not worth the memory.
const cellLimit = 1_000_000;

/** The lines that lead from one text to the other, unchanged ones included, in reading order. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [
    ...marked("same", a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...marked("same", a.slice(a.length - end)),
  ];
}

function marked(op: DiffLine["op"], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ op, text }));
}

function middle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > cellLimit)
    return [...marked("removed", a), ...marked("added", b)];
  // lengths[i][j]: the longest common subsequence of a from i on and b from j on
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = lengths[i];
    if (row === undefined) continue;
    for (let j = b.length - 1; j >= 0; j--) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ op: "same", text: a[i] ?? "" });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ op: "removed", text: a[i++] ?? "" });
    else lines.push({ op: "added", text: b[j++] ?? "" });
  }
  return lines;
}
