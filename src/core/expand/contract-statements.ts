/** The statements of the last step, and those that bring the old form back. */

import type { Catalog } from "../catalog/catalog.ts";
import { objectId, parentedId } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { expandStep, idOf, lockTogether, triggerDrops, triggerMakes } from "./change-statements.ts";
import { moveContractStep } from "./move-statements.ts";
import type { RecordedChange } from "./recorded-change.ts";
import { columnNames, tableName } from "./twin-names.ts";

/** What goes, and what going back has to compute once it is there again. */
export interface ContractStep {
  readonly up: readonly Statement[];
  readonly restore: readonly Statement[];
}

/** Foreign keys of others to the old columns go with it (they have a twin); nothing else does without being named. */
export function contractStep(recorded: RecordedChange, catalog: Catalog): ContractStep {
  const { change } = recorded;
  if (change.kind === "move") return moveContractStep(recorded, change, catalog);
  if (change.kind === "rename-table")
    return {
      up: [
        guardable("drop-view", "IF EXISTS", (guard) => `DROP VIEW ${guard}${tableName(change)}`, {
          relation: objectId("view", change.schema, change.table),
        }),
      ],
      restore: [],
    };
  if (change.kind === "not-null") return { up: expandStep(recorded, catalog).down, restore: [] };
  const referring = change.twins.flatMap((twin) =>
    [...catalog.objects.values()].filter(
      ({ kind, facts }) =>
        kind === "constraint" &&
        facts.type === "foreign key" &&
        facts.referencedTable === idOf(twin) &&
        columnNames(change, twin, "after").olds.some(
          (name) => Array.isArray(facts.referencedColumns) && facts.referencedColumns.includes(name),
        ),
    ),
  );
  const keys = referring.flatMap(({ id, parent }) => {
    const own = id.slice(id.lastIndexOf(".") + 1);
    return parent === null
      ? []
      : [
          statement("drop-foreign-key", `ALTER TABLE ${parent.slice("table:".length)} DROP CONSTRAINT IF EXISTS ${own}`, {
            relation: parent,
          }),
        ];
  });
  const drops = change.twins.flatMap((twin) =>
    columnNames(change, twin, "after").olds.map((name) =>
      guardable(
        "drop-column",
        "IF EXISTS",
        (guard) => `ALTER TABLE ${tableName(twin)} DROP COLUMN ${guard}${quoteIdentifier(name)}`,
        {
          relation: idOf(twin),
          hazards: [{ hazard: "deletes-data", detail: `the values of ${parentedId("column", idOf(twin), name)}` }],
        },
      ),
    ),
  );
  const locks = lockTogether([...change.twins.map(idOf), ...referring.flatMap(({ parent }) => parent ?? [])]);
  return {
    up: [...locks, ...triggerDrops(recorded, catalog), ...new Map(keys.map((one) => [one.sql, one])).values(), ...drops],
    restore: restored(recorded, catalog),
  };
}

// The columns, what writes them from then on, and what was written before.
function restored(recorded: RecordedChange, catalog: Catalog): readonly Statement[] {
  const { change } = recorded;
  if (!("twins" in change)) return [];
  return change.twins.flatMap((twin, i) => {
    const table = tableName(twin);
    const names = columnNames(change, twin, "after").olds;
    const add = names.map((name, at) =>
      guardable(
        "add-nullable-column",
        "IF NOT EXISTS",
        (guard) => `ALTER TABLE ${table} ADD COLUMN ${guard}${quoteIdentifier(name)} ${twin.olds[at]?.type ?? "text"}`,
        {
          relation: idOf(twin),
        },
      ),
    );
    const set = names.map((name, at) => `${quoteIdentifier(name)} = (${twin.olds[at]?.expression ?? "null"})`);
    return [
      ...add,
      ...triggerMakes(recorded, catalog, i, "after"),
      statement("update-many-rows", `UPDATE ${table} SET ${set.join(", ")}`, { relation: idOf(twin) }),
    ];
  });
}
