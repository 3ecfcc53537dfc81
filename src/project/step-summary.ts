/**
 * The summary page of a step on GitHub: a file that steps append to. GitHub drops the whole page of a step when it is larger than a
 * mebibyte, so what does not fit is left out and said.
 */

import { appendFile, stat } from "node:fs/promises";
import { systemReason } from "../core/system-reason.ts";

const mebibyte = 1024 * 1024;

/** Appends; returns null, or why not in one sentence. Throws nothing. */
export async function appendStepSummary(path: string, text: string): Promise<string | null> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size + Buffer.byteLength(text, "utf8") >= mebibyte) return "the summary page is full: GitHub takes one mebibyte of a step";
  try {
    await appendFile(path, text);
    return null;
  } catch (error) {
    return `the summary page could not be written (${systemReason(error)})`;
  }
}
