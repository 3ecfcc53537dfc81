/** What was asked for, and the change that it is on this very schema: columns found, names and expressions chosen, foreign keys followed. */

import { AppError } from "../app-error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { objectId, parentedId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { conversion } from "./conversion.ts";
import { findColumn, findTable, nameParts } from "./find-column.ts";
import { moveOf } from "./move-request.ts";
import { type ChangeShape, retiredSuffix, type TablePlace, type Twin, type TwinColumn, twinSuffix } from "./recorded-change.ts";
import { referringColumns } from "./referring-columns.ts";
import { suffixed } from "./twin-names.ts";

/** As it was typed; types are as the server spells them. */
export interface ChangeRequest {
  readonly kind: ChangeShape["kind"];
  /** `users.email`, `users.first_name,last_name`, `users`. */
  readonly target: string;
  /** The new type, name or names. */
  readonly to: string | null;
  readonly using: readonly string[];
  readonly back: readonly string[];
  readonly fill: string | null;
  /** How rows of two tables belong together: `profiles.user_id = users.id`. */
  readonly on: string | null;
}

/** The change. @throws AppError USAGE for what is not there or not said */
export function changeOf(request: ChangeRequest, catalog: Catalog): ChangeShape {
  if (request.kind === "rename-table") {
    const { schema, table } = findTable(catalog, nameParts(request.target));
    const to = newName(request);
    if (catalog.objects.has(objectId("table", schema, to)) || catalog.objects.has(objectId("view", schema, to)))
      throw taken(`${schema}.${to}`);
    return { kind: "rename-table", schema, table, to };
  }
  if (request.kind === "move") return moveOf(request, catalog);
  const { place, columns } = targetOf(request, catalog);
  switch (request.kind) {
    case "not-null":
      return notNull(request, place, columns, catalog);
    case "change-type":
    case "bigint-key":
      return { kind: request.kind, twins: typeTwins(request, place, columns, catalog) };
    default:
      return { kind: request.kind, twins: [namedTwin(request, place, columns, catalog)] };
  }
}

interface Target {
  readonly place: TablePlace;
  readonly columns: readonly string[];
}

function targetOf({ kind, target }: ChangeRequest, catalog: Catalog): Target {
  const [first = "", ...others] = target.split(",").map((part) => part.trim());
  const parts = nameParts(first);
  const column = parts.at(-1);
  if (parts.length < 2 || column === undefined)
    throw new AppError({ code: "USAGE", message: `${target} names no column.`, hint: `lockstep expand ${kind} users.email …` });
  const { schema, table } = findTable(catalog, parts.slice(0, -1));
  const columns = [column, ...others.map((name) => nameParts(name).at(-1) ?? "")];
  if (columns.length > 1 && kind !== "merge")
    throw new AppError({ code: "USAGE", message: `${kind} takes one column, not ${columns.length}.` });
  return { place: { schema, table }, columns };
}

function notNull({ fill }: ChangeRequest, place: TablePlace, [column = ""]: readonly string[], catalog: Catalog): ChangeShape {
  const { facts } = findColumn(catalog, place, column);
  if (facts.notNull === true) throw new AppError({ code: "USAGE", message: `${place.table}.${column} is NOT NULL already.` });
  const expression = fill ?? (typeof facts.default === "string" ? facts.default : null);
  if (expression === null)
    throw new AppError({
      code: "USAGE",
      message: "What is to stand in place of the nulls that there are, and of those that old code still writes?",
      hint: `lockstep expand not-null ${place.table}.${column} --default "''"`,
    });
  return { kind: "not-null", ...place, column, expression };
}

// The column, and every column whose foreign key leads to it: keys compare values of one type.
function typeTwins(
  request: ChangeRequest,
  place: TablePlace,
  [column = ""]: readonly string[],
  catalog: Catalog,
): readonly Twin[] {
  const to = request.kind === "bigint-key" ? "bigint" : (request.to ?? "");
  const [using, back] = [request.using[0], request.back[0]];
  const all = [{ ...place, column }, ...referringColumns(catalog, place, column)];
  return all.map(({ schema, table, column: name }): Twin => {
    const own = findColumn(catalog, { schema, table }, name);
    const type = String(own.facts.type);
    if (type === to) throw new AppError({ code: "USAGE", message: `${table}.${name} is ${to} already.` });
    const quoted = quoteIdentifier(name);
    const forward = using === undefined ? conversion(quoted, type, to) : { expression: using, isSafe: false };
    const backward = back === undefined ? conversion(quoted, to, type) : { expression: back, isSafe: false };
    for (const suffix of [twinSuffix, retiredSuffix]) refuseTaken(catalog, { schema, table }, suffixed(name, suffix));
    return { schema, table, olds: [{ name, type, ...backward }], news: [{ name, type: to, ...forward }] };
  });
}

// Old and new code write under names of their own: both are columns of the table for a while.
function namedTwin(request: ChangeRequest, place: TablePlace, columns: readonly string[], catalog: Catalog): Twin {
  const names = newNames(request);
  for (const name of names) refuseTaken(catalog, place, name);
  const types = columns.map((name) => String(findColumn(catalog, place, name).facts.type));
  const type = types[0] ?? "text";
  if (request.kind === "rename") {
    const [old = "", name = ""] = [columns[0], names[0]];
    return {
      ...place,
      olds: [{ name: old, type, expression: quoteIdentifier(name), isSafe: true }],
      news: [{ name, type, expression: quoteIdentifier(old), isSafe: true }],
    };
  }
  const side = (own: readonly string[], ownTypes: readonly string[], expressions: readonly string[]): readonly TwinColumn[] =>
    own.map((name, i) => ({ name, type: ownTypes[i] ?? type, expression: expressions[i] ?? "", isSafe: false }));
  if (request.using.length !== names.length || request.back.length !== columns.length)
    throw lacksExpressions(request, names, columns);
  return {
    ...place,
    olds: side(columns, types, request.back),
    news: side(
      names,
      names.map(() => type),
      request.using,
    ),
  };
}

function lacksExpressions({ kind, target, to }: ChangeRequest, names: readonly string[], columns: readonly string[]): AppError {
  const one = (flag: string, of: readonly string[]) =>
    of.map((name) => `${flag} "${name} = …"`.replace(/ = …/, ": SQL")).join(" ");
  return new AppError({
    code: "USAGE",
    message: `${kind} takes one --using for each new column and one --back for each old one, in their order: old and new code write at the same time, and each side has to follow from the other.`,
    hint: `lockstep expand ${kind} ${target} ${to ?? ""} ${one("--using", names)} ${one("--back", columns)}`,
  });
}

function newName(request: ChangeRequest): string {
  const [name] = newNames(request);
  return name ?? "";
}

function newNames({ kind, target, to }: ChangeRequest): readonly string[] {
  const names = (to ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => nameParts(name).at(-1) ?? "");
  const isRight = kind === "split" ? names.length > 1 : names.length === 1;
  if (isRight) return names;
  throw new AppError({
    code: "USAGE",
    message: kind === "split" ? "split takes two new names or more." : `${kind} takes one new name.`,
    hint: `lockstep expand ${kind} ${target} ${kind === "split" ? "first_name,last_name" : "NAME"}`,
  });
}

function refuseTaken(catalog: Catalog, { schema, table }: TablePlace, name: string): void {
  if (catalog.objects.has(parentedId("column", objectId("table", schema, table), name))) throw taken(`${table}.${name}`);
}

function taken(name: string): AppError {
  return new AppError({
    code: "USAGE",
    message: `${name} is there already.`,
    hint: "Is such a change under way? db/changes has a file for each.",
  });
}
