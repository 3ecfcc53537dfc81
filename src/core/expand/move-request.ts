/** A column's move to another table as it was asked for, looked up in the schema: one row here has to be one row there, or no trigger could follow. */

import { AppError } from "../app-error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { nameOf, objectId, parentedId } from "../catalog/object-id.ts";
import { findColumn, findTable, nameParts } from "./find-column.ts";
import type { MoveChange, TablePlace } from "./recorded-change.ts";

/** What was typed. */
export interface MoveRequest {
  /** `users.bio` */
  readonly target: string;
  /** `profiles.bio` */
  readonly to: string | null;
  /** `profiles.user_id = users.id`, several joined by `and`. */
  readonly on: string | null;
}

/** The change. @throws AppError USAGE for what is not there, is there already, or is not unique */
export function moveOf({ target, to, on }: MoveRequest, catalog: Catalog): MoveChange {
  const source = placeOf(target, catalog);
  const goal = placeOf(to ?? "", catalog);
  if (source.schema === goal.schema && source.table === goal.table)
    throw usage(`${target} and ${to} are in one table.`, `lockstep expand rename ${target} ${goal.column}`);
  const { facts } = findColumn(catalog, source, source.column);
  if (catalog.objects.has(parentedId("column", objectId("table", goal.schema, goal.table), goal.column)))
    throw usage(`${to} is there already.`, "Is such a change under way? db/changes has a file for each.");
  const pairs = joinOf(on, source, goal, catalog);
  const from = pairs.map((pair) => pair.from);
  const there = pairs.map((pair) => pair.to);
  for (const [place, columns] of [[goal, there] as const, [source, from] as const])
    if (!isUnique(place, columns, catalog))
      throw usage(
        `${place.table} has no primary key or unique index over exactly ${columns.join(", ")}: a row could have several others.`,
        `CREATE UNIQUE INDEX CONCURRENTLY ON ${place.schema}.${place.table} (${columns.join(", ")})`,
      );
  for (const name of there)
    if (findColumn(catalog, goal, name).facts.notNull !== true)
      throw usage(`${goal.table}.${name} may be null: such a row belongs to none of ${source.table}.`, "Make it NOT NULL first.");
  const { schema, table, column } = source;
  return { kind: "move", schema, table, column, type: String(facts.type), to: goal, on: pairs };
}

interface ColumnOf extends TablePlace {
  readonly column: string;
}

function placeOf(typed: string, catalog: Catalog): ColumnOf {
  const parts = nameParts(typed);
  const column = parts.at(-1);
  if (parts.length < 2 || column === undefined) throw usage(`${typed} names no column of a table.`, example);
  const { schema, table } = findTable(catalog, parts.slice(0, -1));
  return { schema, table, column };
}

const example = 'lockstep expand move users.bio profiles.bio --on "profiles.user_id = users.id"';

function joinOf(on: string | null, source: TablePlace, goal: TablePlace, catalog: Catalog): MoveChange["on"] {
  if (on === null) throw usage("Which row of the one table belongs to which of the other? move takes --on.", example);
  return on.split(/\s+and\s+/i).map((part) => {
    const ends = part.split("=").map((end) => placeOf(end.trim(), catalog));
    const at = (place: TablePlace) => ends.find(({ schema, table }) => schema === place.schema && table === place.table);
    const [from, to] = [at(source), at(goal)];
    if (ends.length !== 2 || from === undefined || to === undefined)
      throw usage(`--on "${part.trim()}" is no equality of a column of ${goal.table} and one of ${source.table}.`, example);
    findColumn(catalog, source, from.column);
    findColumn(catalog, goal, to.column);
    return { from: from.column, to: to.column };
  });
}

function isUnique(place: TablePlace, columns: readonly string[], { objects }: Catalog): boolean {
  const table = objectId("table", place.schema, place.table);
  const wanted = [...new Set(columns)].sort().join("\0");
  const isSame = (of: unknown) => Array.isArray(of) && [...of].sort().join("\0") === wanted;
  return [...objects.values()].some(({ kind, parent, facts }) => {
    if (kind === "constraint")
      return (
        parent === table &&
        (facts.type === "primary key" || facts.type === "unique") &&
        facts.deferrable !== true &&
        isSame(facts.columns)
      );
    const isWhole = facts.predicate === null && facts.expressions === null && facts.isValid !== false;
    return kind === "index" && facts.table === table && facts.isUnique === true && isWhole && isSame(facts.columns);
  });
}

/** What stands in the way beside what does for any table; sentences without a full stop. */
export function obstaclesToMove(change: MoveChange, { objects, dependencies }: Catalog): readonly string[] {
  const id = parentedId("column", objectId("table", change.schema, change.table), change.column);
  const facts = objects.get(id)?.facts ?? {};
  const users = [...new Set(dependencies.flatMap(({ from, to }) => (to === id ? (objects.get(from) ?? []) : [])))];
  const refusing = users.filter(
    (user) =>
      user.kind === "constraint" ||
      (user.kind === "index" && user.facts.isUnique === true) ||
      (user.kind === "column" && user.id !== id && user.facts.generated !== null),
  );
  const forced = [change, change.to].filter(
    ({ schema, table }) => objects.get(objectId("table", schema, table))?.facts.forceRowSecurity === true,
  );
  return [
    ...(facts.generated == null && facts.identity == null ? [] : [`${nameOf(id)} is computed by the server`]),
    ...(facts.notNull === true ? [`${nameOf(id)} is NOT NULL, and rows of ${change.to.table} may have no value`] : []),
    ...(facts.default == null ? [] : [`${nameOf(id)} has a default, which would pass for a value that somebody gave`]),
    ...([...objects.values()].some(({ kind, id: type }) => kind === "domain" && nameOf(type) === facts.type)
      ? [`${nameOf(id)} is of a domain, whose checks would look at every row at once`]
      : []),
    ...refusing.map((user) => `${user.kind} ${nameOf(user.id)} uses it and would refuse what the new place takes`),
    ...forced.map(({ schema, table }) => `${schema}.${table} forces row security on its owner, as whom the triggers write`),
  ];
}

function usage(message: string, hint: string): AppError {
  return new AppError({ code: "USAGE", message, hint });
}
