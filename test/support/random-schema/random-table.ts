/** A table of random schemas, as the slots on it need to know it. */

import type { ColumnName } from "./column-slots.ts";
import type { VariantText } from "./slot.ts";

/** One table. */
export interface RandomTable {
  /** Qualified, as SQL writes it. */
  readonly name: string;
  /** For the names of what is on it. */
  readonly short: string;
  readonly needs: readonly string[];
  readonly create: readonly VariantText[];
  readonly columns: readonly ColumnName[];
  /** The column that keys hold: `id`, and the partition key of a partitioned table, which is there with the table. */
  readonly key: "id" | "k";
  /** Tables that its foreign keys point to. */
  readonly references: readonly string[];
  readonly isPartitioned: boolean;
}

/** Every variant with another SQL text; `prefix` comes before it. */
export function prefixed(prefix: string, variants: readonly VariantText[]): readonly VariantText[] {
  return variants.map((variant) =>
    typeof variant === "string" ? `${prefix}${variant}` : [`${prefix}${variant[0]}`, variant[1]],
  );
}
