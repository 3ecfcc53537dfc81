/** What a copy did, table by table, and what was looked at before it was committed. The report and the JSON document show this. */

import type { ChoiceUpdate } from "./copy-choices.ts";

/** How much of a table came. */
export type CopiedShare = "whole" | "root" | "children" | "needed";

/** One table. */
export interface CopiedTable {
  /** Qualified. */
  readonly table: string;
  readonly share: CopiedShare;
  /** Of a dry run: how many would be; null where nobody counted. */
  readonly rows: number | null;
  /** Rows that the target took; null in a dry run. */
  readonly written: number | null;
  /** Names of the columns that are masked. */
  readonly masked: readonly string[];
  /** Null in a dry run. */
  readonly ms: number | null;
}

/** What came of a copy. */
export interface CopyOutcome {
  readonly kind: "copied" | "planned";
  readonly from: string;
  readonly to: string;
  readonly tables: readonly CopiedTable[];
  /** Why it was not committed, one line each; empty when it was, or would be. */
  readonly refuted: readonly string[];
  /** What a person should know. */
  readonly warnings: readonly string[];
  /** What is not in the target, and why. */
  readonly notCopied: readonly string[];
  /** What was proven, in words. */
  readonly proven: readonly string[];
  /** Tables of the target that hold rows, which go. */
  readonly replaced: readonly string[];
  readonly ms: number;
}

/** What came of looking at columns. */
export interface ClassifyOutcome extends ChoiceUpdate {
  readonly kind: "classified";
  readonly from: string;
  readonly to: string;
  /** The masking file, relative to the working folder. */
  readonly file: string;
}
