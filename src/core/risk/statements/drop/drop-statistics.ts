/** DROP STATISTICS: locks the table that they are about. */

import type { DropReader } from "../drop.ts";
import { type OwnedStatistics, statisticsNamed } from "../statistics.ts";
import { droppedNames } from "./dropped-names.ts";

/** Reads DROP STATISTICS. */
export const dropStatistics: DropReader = (fields, { draft, on }) => {
  const found: OwnedStatistics[] = [];
  for (const parts of droppedNames(fields)) {
    const owned = statisticsNamed(parts, draft);
    on.use("change-statistics", owned?.table ?? null, { part: parts.at(-1) ?? null });
    if (owned !== null) found.push(owned);
    else if (!draft.isComplete) on.unknown(`which table the statistics ${parts.join(".")} are about`);
  }
  for (const { table, name } of found)
    draft.change(table.name, table.relkind, (before) => ({ statistics: before.statistics.filter((one) => one.name !== name) }));
};
