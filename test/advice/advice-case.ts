/** A piece of advice: what one would write, and the safe form that stands in its place. */

import type { Statement } from "../../src/core/recipes/statement.ts";
import type { BusyTable } from "../support/traffic.ts";
import type { World } from "./schema.ts";

/** Tables of the worlds and of setups, as traffic uses them. */
export const busy = {
  accounts: { table: "public.accounts", keys: 1, fresh: 1_000_000 },
  orders: { table: "public.orders", keys: 1, fresh: 1_000_000 },
  drafts: { table: "public.drafts", keys: 1, fresh: 1_000_000 },
  /** By its parent's name, the second partition. */
  events: { table: "public.events", keys: 200_001, fresh: 1_000_000 },
  /** A partition by its own name. */
  firstEvents: { table: "public.events_1", keys: 1, fresh: 150_000 },
  /** A table that a setup makes, for rows before all events. */
  archive: { table: "public.archive", keys: -100_000, fresh: -50_000 },
} as const satisfies Record<string, BusyTable>;

/** A case; both forms start from the same world and lead to the same catalog. */
export interface AdviceCase {
  readonly name: string;
  /** Functions of src/core/recipes that write the safe form; none where a kind itself knows it. */
  readonly recipes: readonly string[];
  readonly world: World;
  /** On top of the world; `;` between statements. */
  readonly setup?: string;
  /** What one would write, run as one transaction. */
  readonly plain: string;
  /** Asks the recipe itself, which no plan uses. */
  readonly write?: () => readonly Statement[];
  /** What the safe form's statements look like, in their order; others may stand between them. */
  readonly safe: readonly RegExp[];
  /** Tables that people use meanwhile. */
  readonly traffic: readonly (keyof typeof busy)[];
  /** Who waits for most of the time that the plain form takes. Left out where it takes no time. */
  readonly plainBlocks?: "read" | "write";
  /** What the old transaction has done to the tables of {@link traffic}; default: it has read them. */
  readonly blocker?: "write";
  /** Where it is not all of them. */
  readonly blockerOn?: readonly (keyof typeof busy)[];
  /** A table whose users may wait for longer than the lock_timeout all the same: the plan says so. */
  readonly toldToWait?: keyof typeof busy;
  readonly since?: number;
  readonly until?: number;
}
