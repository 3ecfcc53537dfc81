/** Batches of changes for the terminal. */

import { nameOf } from "../catalog/object-id.ts";
import type { ChangeBatch } from "../plan/batch-changes.ts";
import { countOf } from "./count-words.ts";
import { printable } from "./printable.ts";

/** One line to a batch, with the flag that plans it. */
export function batchText(batches: readonly ChangeBatch[]): string {
  const lines = batches.map(({ tables, changes }, i) => {
    const names = tables.map((table) => printable(nameOf(table))).join(",");
    const what = tables.length === 0 ? "what belongs to no table" : `--tables ${names}`;
    return `batch ${i + 1}  ${what}  (${countOf(changes.length, "change")})\n`;
  });
  return lines.join("");
}
