/**
 * The safety checklist of a batch. An item turns green by its evidence and by nothing else, and each says what its evidence does not
 * prove: a list of ticks that nobody checked is worse than none.
 */

import type { RiskLevel } from "../risk/risk-level.ts";
import type { TouchedRoots } from "./touched-roots.ts";

/** The items that a configuration may demand, in the order in which they are shown. */
export const checklistItems = [
  "tested-on-dev",
  "tested-on-staging",
  "idempotent",
  "rollback",
  "low-traffic",
  "teammate",
  "backup",
  "smoke",
] as const;
export type ChecklistItemId = (typeof checklistItems)[number];

/** What a batch of high risk needs beyond them. */
export const highRiskItems = ["announcement", "maintenance-window", "rehearsed-rollback"] as const;
export type HighRiskItemId = (typeof highRiskItems)[number];

/** A file of a batch. */
export interface BatchFile {
  readonly file: string;
  readonly version: string;
  readonly checksum: string;
  /** Of what the text means: comments and white space do not count. */
  readonly meaning: string;
  readonly risk: RiskLevel;
  /** What it is about, as that looks now. */
  readonly touches: TouchedRoots;
}

/** Where an item stands. */
export type ItemState =
  /** A machine has looked, just now or in evidence that still holds. */
  | "proven"
  /** A named person vouches for it. */
  | "attested"
  /** A named person lets it pass, for a reason and until a day. */
  | "waived"
  /** Nothing shows it. */
  | "open"
  /** Nothing stands against it but the time: the window is not open. */
  | "waits"
  /** There is nothing that it could be about: no staging environment. */
  | "not-applicable"
  /** Neither demanded nor set up. */
  | "not-set-up";

/** What looking at an item gave. */
export interface ItemVerdict {
  readonly state: Exclude<ItemState, "waived">;
  /** One sentence. */
  readonly why: string;
  /** What its evidence leaves open; empty where there is nothing to say. */
  readonly doesNotProve: string;
  /** The command or deed that closes it; null where it is closed. */
  readonly fix: string | null;
}

/** One item of a batch's checklist. */
export interface ChecklistItem extends Omit<ItemVerdict, "state"> {
  readonly id: ChecklistItemId | HighRiskItemId;
  readonly state: ItemState;
  /** The batch may not go without it. */
  readonly isDemanded: boolean;
}

/** The checklist of a batch on an environment. */
export interface Checklist {
  readonly environment: string;
  /** The batch, in running order. */
  readonly files: readonly BatchFile[];
  /** Digest of the batch. */
  readonly batch: string;
  /** The highest of its files. */
  readonly risk: RiskLevel;
  readonly items: readonly ChecklistItem[];
  /** Nothing demanded is missing. */
  readonly isSatisfied: boolean;
}

const closed: ReadonlySet<ItemState> = new Set(["proven", "attested", "waived", "not-applicable"]);

/** Whether a batch may go as far as this item is concerned. */
export function isClosed({ state }: Pick<ChecklistItem, "state">): boolean {
  return closed.has(state);
}

/** The demanded items that stand in the way. */
export function openItems({ items }: Pick<Checklist, "items">): readonly ChecklistItem[] {
  return items.filter((item) => item.isDemanded && !isClosed(item));
}
