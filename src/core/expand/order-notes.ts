/** What a change in steps does to whoever relies on the order of columns, said before it is done: nothing fails there, values go elsewhere. */

import type { Catalog } from "../catalog/catalog.ts";
import { isSwapped, retiredSuffix, type TwinChange } from "./recorded-change.ts";
import { familyOf } from "./table-family.ts";
import { suffixed } from "./twin-names.ts";
import { unnamedInserts } from "./unnamed-inserts.ts";

/** Sentences, for each table of the change. */
export function orderNotes(change: TwinChange, catalog: Catalog): readonly string[] {
  return change.twins.flatMap((twin) => {
    const table = `${twin.schema}.${twin.table}`;
    const names = twin.olds.map(({ name }) => name).join(", ");
    const retired = twin.olds.map(({ name }) => suffixed(name, retiredSuffix)).join(", ");
    const order = isSwapped(change)
      ? `From the switch on ${names} is the last column of ${table}, and ${retired} stands in its place until the clean-up: INSERT and COPY without a list of columns would give their values to that one, where they are lost. Name the columns in your code before.`
      : `Once ${names} of ${table} is gone, INSERT and COPY without a list of columns mean other columns: name them in your code before.`;
    const inserts = unnamedInserts(familyOf(twin, catalog), catalog);
    return [order, ...inserts.map((name) => `${name} inserts into ${table} without naming columns.`)];
  });
}
