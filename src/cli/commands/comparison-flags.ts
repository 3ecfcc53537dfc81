/** Flags of every command that compares two catalogs. */

import type { CommandFlag } from "../command.ts";

/** What is compared. */
export const comparisonFlags: readonly CommandFlag[] = [
  {
    long: "--ignore",
    value: "ID",
    description: "an object id not to compare, * for anything: table:public.tmp_*; repeatable",
    isRepeatable: true,
  },
  { long: "--column-order", description: "report columns that stand in another order" },
];
