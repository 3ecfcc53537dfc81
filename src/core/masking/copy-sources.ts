/**
 * Values of masked columns that were seen on their way, some of each column: what the leak test looks for. They are held in memory for as long as
 * the copy takes, and shown nowhere.
 */

import { readLeaves } from "./json-leaves.ts";
import { isBelow, readJsonPath } from "./json-paths.ts";
import type { Mask } from "./mask.ts";

/** A small table is remembered whole; of a large one some of every batch, up to this. */
const mostValues = 20_000;
const wholeUpTo = 4_000;
const perBatch = 20;

/** Remembers values of one column. */
export class SeenValues {
  readonly #mask: Mask;
  readonly #values = new Set<string>();

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  /** Takes some of a batch. */
  take(values: readonly (string | null)[]): void {
    const step = this.#values.size < wholeUpTo ? 1 : Math.max(1, Math.floor(values.length / perBatch));
    for (let i = 0; i < values.length && this.#values.size < mostValues; i += step) {
      const value = values[i];
      if (value !== null && value !== undefined && value !== "") this.#values.add(detached(value));
    }
  }

  /** What must not be found: of JSON, the leaves that were not to stay. */
  sources(): readonly string[] {
    const mask = this.#mask;
    if (mask.kind !== "json") return [...this.#values];
    const kept = (mask.keep ?? []).map(readJsonPath);
    return [...this.#values].flatMap((text) => maskedLeaves(text, kept));
  }
}

// V8 cuts a value out of a batch without copying it, so that twenty values of a batch would keep all of its 256 kB alive
function detached(value: string): string {
  return ` ${value}`.slice(1);
}

function maskedLeaves(text: string, kept: readonly (readonly string[])[]): readonly string[] {
  try {
    JSON.parse(text);
  } catch {
    return [text]; // a text column may hold anything
  }
  return readLeaves(text).leaves.flatMap(({ kind, value, path }) =>
    kind === "key" || kept.some((one) => isBelow(path, one)) ? [] : [value],
  );
}
