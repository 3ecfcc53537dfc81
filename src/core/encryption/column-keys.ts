/** The keys of one encrypted column, opened: the one that seals, all that open, and the one of its blind index. */

import type { KeyObject } from "node:crypto";
import { AppError } from "../app-error.ts";
import { openDataKey, type StoredDataKey } from "./data-key.ts";
import type { MasterKey } from "./master-key.ts";
import type { NamedKey } from "./seal.ts";

/** The keys of one column. */
export interface ColumnKeys {
  readonly columnId: string;
  /** New values are sealed with it. */
  readonly current: NamedKey;
  /** All that can open its values. */
  readonly byKid: ReadonlyMap<string, KeyObject>;
  /** For its blind index; null: it has none. */
  readonly index: NamedKey | null;
}

/** The keys of one column. @throws AppError ENCRYPTION_KEY_UNKNOWN, ENCRYPTION_KEY_INVALID */
export function openColumnKeys(columnId: string, keys: readonly StoredDataKey[], masters: readonly MasterKey[]): ColumnKeys {
  const own = keys.filter((key) => key.column_id === columnId);
  const opened = own
    .filter(({ purpose }) => purpose === "data")
    .map((stored) => ({ stored, named: openDataKey(stored, masters) }));
  const current = opened.findLast(({ stored }) => stored.is_current);
  if (current === undefined)
    throw new AppError({
      code: "ENCRYPTION_KEY_UNKNOWN",
      message: `There is no data key for the column ${columnId}.`,
      hint: "Keys are made by `lockstep encrypt run JOB`; id and column must be those of its file.",
    });
  const index = own.findLast(({ purpose, is_current }) => purpose === "index" && is_current);
  return {
    columnId,
    current: current.named,
    byKid: new Map(opened.map(({ named }) => [named.kid, named.key])),
    index: index === undefined ? null : openDataKey(index, masters),
  };
}
