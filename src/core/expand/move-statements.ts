/** The statements of a column's move to another table: each step and its way back, and what brings made-up rows into a state that a move leaves. */

import type { Catalog } from "../catalog/catalog.ts";
import { type ObjectId, parentedId } from "../catalog/object-id.ts";
import { guardable, madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { compared } from "./alike.ts";
import type { AlikeRows } from "./alike-rows.ts";
import { idOf, lockTogether, type Step, triggerGuard } from "./change-statements.ts";
import type { ContractStep } from "./contract-statements.ts";
import { joined, type MoveSide, moveSides, moveWrite } from "./move-write.ts";
import type { MoveChange, RecordedChange } from "./recorded-change.ts";
import type { Moment } from "./twin-names.ts";

/** The new column, and triggers both ways: one transaction, so that no writer finds half of it. */
export function moveExpandStep({ name }: RecordedChange, change: MoveChange, catalog: Catalog): Step {
  const [from, to] = moveSides(change);
  const locks = lockTogether([idOf(from), idOf(to)]);
  const head = `ALTER TABLE ${tableOf(to)}`;
  const drop = guardable("drop-column", "IF EXISTS", (guard) => `${head} DROP COLUMN ${guard}${quoteIdentifier(to.column)}`, {
    relation: idOf(to),
  });
  return {
    up: [...locks, addColumn(to, from, change, catalog), ...makeWrites(name, change, "before")],
    down: [...locks, ...dropWrites(name, change), drop],
  };
}

/** Nothing has another name: the functions let the new place lead, once every value is found there. */
export function moveSwitchStep(recorded: RecordedChange, change: MoveChange): Step {
  const up = [...triggerGuard(recorded), precheck(change), ...moveLead(recorded, change, "after")];
  return { up, down: moveLead(recorded, change, "before") };
}

/** Both functions as they are at a moment. */
export function moveLead({ name }: RecordedChange, change: MoveChange, moment: Moment): readonly Statement[] {
  return both.map((index) => statement("replace-routine", moveWrite(name, change, index, moment).replaceFunction));
}

/** The old place goes; going back fills it from the new one. */
export function moveContractStep(recorded: RecordedChange, change: MoveChange, catalog: Catalog): ContractStep {
  const [from, to] = moveSides(change);
  const locks = lockTogether([idOf(from), idOf(to)]);
  const drop = guardable(
    "drop-column",
    "IF EXISTS",
    (guard) => `ALTER TABLE ${tableOf(from)} DROP COLUMN ${guard}${quoteIdentifier(from.column)}`,
    {
      relation: idOf(from),
      hazards: [{ hazard: "deletes-data", detail: `the values of ${parentedId("column", idOf(from), from.column)}` }],
    },
  );
  return {
    // looked at before the locks: nobody is to wait for it
    up: [...triggerGuard(recorded), precheck(change), ...locks, ...dropWrites(recorded.name, change), drop],
    restore: [
      ...locks,
      addColumn(from, from, change, catalog),
      statement("update-many-rows", filled(change), { relation: idOf(from) }),
      ...makeWrites(recorded.name, change, "after"),
    ],
  };
}

/** Rows that were made up: each value is where its row in the new place says. */
export function alikeMoved(change: MoveChange): readonly AlikeRows[] {
  return [{ table: tableOf(change), sql: filled(change) }];
}

const both = [0, 1] as const;

function tableOf({ schema, table }: Pick<MoveSide, "schema" | "table">): string {
  return qualifiedName(schema, table);
}

function addColumn(side: MoveSide, like: MoveSide, { type }: MoveChange, { objects }: Catalog): Statement {
  const collation = objects.get(parentedId("column", idOf(like), like.column))?.facts.collation;
  return guardable(
    "add-nullable-column",
    "IF NOT EXISTS",
    (guard) =>
      `ALTER TABLE ${tableOf(side)} ADD COLUMN ${guard}${quoteIdentifier(side.column)} ${type}${typeof collation === "string" ? ` COLLATE ${collation}` : ""}`,
    { relation: idOf(side) },
  );
}

function makeWrites(name: string, change: MoveChange, moment: Moment): readonly Statement[] {
  return both.flatMap((index) => {
    const { makeFunction, replaceFunction, makeTriggers } = moveWrite(name, change, index, moment);
    return [
      madeOrReplaced((verb) => statement("create-routine", verb === "CREATE" ? makeFunction : replaceFunction)),
      ...makeTriggers.map((sql) =>
        madeOrReplaced((verb) => statement("create-trigger", sql.replace(/^CREATE/, verb), { relation: sideId(change, index) })),
      ),
    ];
  });
}

function dropWrites(name: string, change: MoveChange): readonly Statement[] {
  return both.flatMap((index) => {
    const { dropTriggers, dropFunction } = moveWrite(name, change, index, "before");
    return [
      ...dropTriggers.map((sql) => statement("drop-trigger", sql, { relation: sideId(change, index) })),
      statement("drop-routine", dropFunction),
    ];
  });
}

function sideId(change: MoveChange, index: 0 | 1): ObjectId {
  return idOf(moveSides(change)[index]);
}

function filled(change: MoveChange): string {
  const [from, to] = moveSides(change);
  return `UPDATE ${tableOf(from)} AS f SET ${quoteIdentifier(from.column)} = (select o.${quoteIdentifier(to.column)} from ${tableOf(to)} o where ${joined(to, "o", from, "f")})`;
}

/** Makes the rows that are not there, and whose values the triggers then bring; other columns that they ask for are the team's to add. */
export function missingRows(change: MoveChange): string {
  const [from, to] = moveSides(change);
  const list = (keys: readonly string[], alias: string) => keys.map((key) => `${alias}${quoteIdentifier(key)}`).join(", ");
  return `INSERT INTO ${tableOf(to)} (${list(to.keys, "")}) SELECT ${list(from.keys, "f.")} FROM ${tableOf(from)} f WHERE f.${quoteIdentifier(from.column)} IS NOT NULL ON CONFLICT DO NOTHING`;
}

// A value without a row to hold it would be lost with the old column, and one that differs would be lost to the other.
function precheck(change: MoveChange): Statement {
  const [from, to] = moveSides(change);
  const [column, table] = [`${tableOf(from)}.${quoteIdentifier(from.column)}`, tableOf(to)];
  const say = (count: string, what: string, todo: string) =>
    `  if ${count} > 0 then
    raise exception '%', pg_catalog.concat(${quoteLiteral(`${what}: `).trim()}, ${count}, ${quoteLiteral(`; ${todo}`).trim()});
  end if;`;
  return statement(
    "run-code-block",
    `DO $lockstep$
declare
  missing bigint;
  apart bigint;
begin
  select pg_catalog.count(*) filter (where o.${quoteIdentifier(to.keys[0] ?? "")} is null), pg_catalog.count(*) filter (where o.${quoteIdentifier(to.keys[0] ?? "")} is not null)
    into missing, apart
    from ${tableOf(from)} f left join ${table} o on ${joined(to, "o", from, "f")}
    where ${compared(`f.${quoteIdentifier(from.column)}`, `o.${quoteIdentifier(to.column)}`, change.type, "different")};
${say("missing", `values of ${column} without a row of ${table} that could hold them`, `make those rows: ${missingRows(change)}; or set the values to null`)}
${say("apart", `rows of ${table} that say something else than ${column}`, "run the job again, and look for what got past the triggers")}
end
$lockstep$`,
  );
}
