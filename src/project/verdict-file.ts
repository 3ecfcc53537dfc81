/**
 * The file of a verdict cache: the length of an index, the index, the verdicts one after the other. The index says what a list of
 * migrations shows of each; a verdict itself is read when somebody looks at more of it, and most never are. The file stays open as long
 * as the process runs, so that another run may put a new one in its place meanwhile.
 */

import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { LintSummary } from "../core/report/lint-summary.ts";
import type { RiskLevel } from "../core/risk/risk-level.ts";

/** A verdict as the file holds it. */
export interface KeptVerdict {
  readonly risk: RiskLevel;
  readonly summary: LintSummary;
  /** All of it as JSON. */
  readonly json: () => Buffer;
}

/** In the order of the file: key, how many bytes the verdict has, and what is shown of it in any case. */
type Index = readonly (readonly [key: string, bytes: number, risk: RiskLevel, summary: LintSummary])[];

/** Bytes of the first line, which says how many the index has. */
const headLength = 16;

/** The verdicts of a file by their keys; none where it is missing, cut short or somebody else's. */
export function readVerdictFile(path: string): ReadonlyMap<string, KeptVerdict> {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const known = verdictsIn(file);
    if (known !== null) return known;
  } catch {
    // as good as none
  }
  if (file !== null) closeSync(file);
  return new Map();
}

function verdictsIn(file: number): ReadonlyMap<string, KeptVerdict> | null {
  const indexLength = Number(bytesOf(file, 0, headLength).toString("latin1"));
  const { size } = fstatSync(file);
  if (!(indexLength > 0 && headLength + indexLength <= size)) return null;
  const index = JSON.parse(bytesOf(file, headLength, indexLength).toString("utf8")) as Index; // as it is written below
  const known = new Map<string, KeptVerdict>();
  let at = headLength + indexLength;
  for (const [key, length, risk, summary] of index) {
    const start = at;
    known.set(key, { risk, summary, json: () => bytesOf(file, start, length) });
    at += length;
  }
  return at === size ? known : null;
}

function bytesOf(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const read = readSync(file, bytes, 0, length, start);
  return bytes.subarray(0, read);
}

/** Writes them in one move, so that a reader at the same time sees the old file or the new one. Where there is no writing, nothing is kept. */
export function writeVerdictFile(path: string, verdicts: ReadonlyMap<string, KeptVerdict>): void {
  try {
    const texts = [...verdicts.values()].map(({ json }) => json());
    const index: Index = [...verdicts].map(([key, { risk, summary }], i) => [key, texts[i]?.length ?? 0, risk, summary]);
    const head = Buffer.from(JSON.stringify(index));
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, Buffer.concat([Buffer.from(`${String(head.length).padStart(headLength - 1)}\n`), head, ...texts]));
    renameSync(draft, path);
    removeOld(dirname(path), statSync(path).mtimeMs);
  } catch {
    return; // a read-only home
  }
}

/** A verdict holds for a day and a version: what was written long before is of neither. */
const keptFor = 7 * 24 * 60 * 60 * 1_000;

function removeOld(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (now - statSync(path).mtimeMs > keptFor) rmSync(path, { force: true });
  }
}
