/**
 * The leak test: values that were masked must not stand anywhere in the copy, in whatever column. What is looked for is what identifies: pieces
 * with digits or an @, and runs of words. Words that many rows have, and those that masks write themselves, prove nothing and are left out.
 */

import { cities } from "./dictionaries/cities.ts";
import { companies, companyForms } from "./dictionaries/companies.ts";
import { fillerWords } from "./dictionaries/filler-words.ts";
import { firstNames } from "./dictionaries/first-names.ts";
import { lastNames } from "./dictionaries/last-names.ts";
import { streets } from "./dictionaries/streets.ts";
import type { Mask } from "./mask.ts";

/** What must not be found. It holds values: keep it in memory, and show none. */
export interface LeakIndex {
  /** Pieces with a digit or an @. */
  readonly pieces: ReadonlySet<string>;
  /** Names of two to four words, and every five words of longer text, joined by blanks. */
  readonly runs: ReadonlySet<string>;
}

/** What was found in a column. */
export interface Leaks {
  /** Values that hold something. */
  readonly values: number;
  /** Different things found. */
  readonly different: number;
}

/** Shorter pieces meet by chance. */
const shortestPiece = 6;
/** Numbers are met by chance until there are more possible ones than rows. */
const shortestNumber = 9;
/** Of a name, with its blanks. */
const shortestRun = 10;
/** So many words of a text in a row are no one else's. */
const longRun = 5;
/** What more values hold than that is no one's. */
const common = 3;

/** An index of source values of masked columns. */
export function leakIndex(sources: readonly string[]): LeakIndex {
  return { pieces: rare(sources, piecesOf), runs: rare(sources, runsOfSource) };
}

/**
 * Looks for source values in values of the copy. `isPermuted`: the column's mask writes values that others may well have
 * ({@link permutes}), so that bare numbers say nothing there.
 */
export function leaksIn({ pieces, runs }: LeakIndex, values: readonly (string | null)[], isPermuted = false): Leaks {
  const found = new Set<string>();
  let count = 0;
  for (const value of values) {
    if (value === null || value === "") continue;
    let isFound = false;
    for (const piece of piecesOf(value)) {
      if (!pieces.has(piece) || (isPermuted && isNumber(piece))) continue;
      found.add(piece);
      isFound = true;
    }
    if (runs.size > 0)
      for (const run of runsOf(value)) {
        if (!runs.has(run)) continue;
        found.add(run);
        isFound = true;
      }
    if (isFound) count++;
  }
  return { values: count, different: found.size };
}

/** True for masks whose images are other people's possible values: meeting one is no leak. */
export function permutes(mask: Mask): boolean {
  return mask.kind === "phone" || mask.kind === "digits" || mask.kind === "zip" || mask.kind === "number";
}

function rare(sources: readonly string[], partsOf: (value: string) => Iterable<string>): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const source of new Set(sources))
    for (const part of new Set(partsOf(source))) counts.set(part, (counts.get(part) ?? 0) + 1);
  return new Set([...counts].flatMap(([part, count]) => (count <= common ? [part] : [])));
}

/** Pieces between blanks and brackets, in lower case; of telephone numbers in groups, all digits together. */
function piecesOf(value: string): readonly string[] {
  if (!/[\d@]/.test(value)) return [];
  const pieces: string[] = [];
  // a token in a link or behind `key=` is found as itself too
  for (const raw of value.toLowerCase().match(/[\p{L}\d@._+:/=~-]+/gu) ?? [])
    for (const part of /[:/=]/.test(raw) ? [raw, ...raw.split(/[:/=]/)] : [raw]) {
      const piece = part.replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, "");
      if (piece.length >= shortestPiece && /[\d@]/.test(piece) && !isDate(piece))
        pieces.push(isNumber(piece) ? digitsOf(piece) : piece);
    }
  for (const group of value.match(/\+?\(?\d[\d ()./-]{7,}\d/g) ?? []) if (!isDate(group)) pieces.push(digitsOf(group));
  return pieces.filter((piece) => !isNumber(piece) || piece.length >= shortestNumber);
}

function isNumber(piece: string): boolean {
  return !/[^\d ()./+:-]/.test(piece);
}

function digitsOf(piece: string): string {
  return piece.replace(/\D/g, "");
}

/** A day or a time is anybody's. */
function isDate(piece: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(piece) || /^\d\d?[./]\d\d?[./]\d{2,4}/.test(piece);
}

/** What a masked value is searched for by: a name as a whole, longer text by every five words in a row. */
function runsOfSource(value: string): readonly string[] {
  const written = value.match(/[\p{L}\d]+/gu) ?? [];
  const words = written.map((word) => word.toLowerCase());
  if (words.length >= longRun) return windows(words, longRun);
  // two words in lower case are a phrase, which anybody may use
  const isName = words.length > 1 && written.every((word) => /^[\p{Lu}\d]/u.test(word));
  const text = words.join(" ");
  return isName && text.length >= shortestRun && words.some(tells) ? [text] : [];
}

/** Every run of a value of the copy, of each length that a run can have. */
function runsOf(value: string): readonly string[] {
  if (!value.includes(" ")) return [];
  const words = value.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
  return [2, 3, 4, longRun].flatMap((length) => windows(words, length));
}

function windows(words: readonly string[], length: number): readonly string[] {
  const runs: string[] = [];
  for (let i = 0; i + length <= words.length; i++) {
    const run = words.slice(i, i + length);
    if (run.some(tells)) runs.push(run.join(" "));
  }
  return runs;
}

/** A word of some length that masks do not write. */
function tells(word: string): boolean {
  return word.length > 3 && !ownWords.has(word) && !/^\d+$/.test(word);
}

/** Words that masks write. */
const ownWords: ReadonlySet<string> = new Set(
  [cities, companies, companyForms, fillerWords, firstNames, lastNames, streets]
    .flat()
    .flatMap((entry) => entry.toLowerCase().match(/[\p{L}\d]+/gu) ?? []),
);
