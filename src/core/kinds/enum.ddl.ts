/**
 * Enum types as SQL. Labels are added and renamed in place; a label that goes or moves takes a new type, to which every column
 * is converted.
 */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { countRows, mayFail } from "../recipes/count-rows.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { EnumFacts } from "./enum.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep, step } from "./kind-ddl.ts";
import { itemList } from "./option-list.ddl.ts";
import { rowsBefore } from "./rows-before.ddl.ts";
import { refuseObstacles } from "./swap-obstacles.ddl.ts";
import type { TypeColumn } from "./type-columns.ts";
import { swapCarries, swapType } from "./type-swap.ddl.ts";

type Enum = ObjectOf<EnumFacts>;

const literal = (label: string) => quoteLiteral(label).trim();

const define = (type: Enum): Statement =>
  statement("create-type", `CREATE TYPE ${nameOf(type.id)} AS ENUM ${itemList(type.facts.labels.map(literal))}`);

/** True when every current label stays, in its order. */
export function isExtended(wanted: readonly unknown[], current: readonly unknown[]): boolean {
  const kept = wanted.filter((label) => current.includes(label));
  return kept.length === current.length && kept.every((label, i) => label === current[i]);
}

/** Old and new label at each place that differs, where each old one is gone and each new one was not there; null otherwise. */
function renamedLabels({ before, after }: Alter<EnumFacts>): readonly (readonly [from: string, to: string])[] | null {
  const [old, now] = [before.facts.labels, after.facts.labels];
  if (old.length !== now.length) return null;
  const pairs = old.flatMap((from, i) => {
    const to = now[i] ?? "";
    return from === to ? [] : [[from, to] as const];
  });
  return pairs.every(([from, to]) => !now.includes(from) && !old.includes(to)) ? pairs : null;
}

/** True when labels are only added or renamed. */
export const keepsLabels = (change: Alter<EnumFacts>): boolean =>
  isExtended(change.after.facts.labels, change.before.facts.labels) || renamedLabels(change) !== null;

const alterLabels: AlterFacts<EnumFacts> = (change) => {
  const { before, after } = change;
  const alterType = `ALTER TYPE ${nameOf(after.id)}`;
  const renamed = renamedLabels(change);
  if (renamed !== null)
    return oneStep(
      ...renamed.map(([from, to]) =>
        statement("alter-type", `${alterType} RENAME VALUE ${literal(from)} TO ${literal(to)}`, {
          hazards: [
            { hazard: "breaks-old-code", detail: `it looks like a rename: code that still writes ${literal(from)} fails` },
          ],
        }),
      ),
    );
  const { labels } = after.facts;
  // a value cannot be used in the transaction that adds it
  const added = labels.flatMap((label, i) =>
    before.facts.labels.includes(label)
      ? []
      : [
          guardable(
            "add-enum-value",
            "IF NOT EXISTS",
            (guard) => `${alterType} ADD VALUE ${guard}${literal(label)}${place(labels, i, before.facts.labels)}`,
            { transaction: "own" },
          ),
        ],
  );
  return [step(...added)];
};

/** Where the label at `i` goes, when those before it are there already: at the end nothing need be said. */
function place(labels: readonly string[], i: number, current: readonly string[]): string {
  const next = labels.slice(i + 1).find((label) => current.includes(label));
  if (next === undefined) return "";
  const previous = labels[i - 1];
  return previous === undefined ? ` BEFORE ${literal(next)}` : ` AFTER ${literal(previous)}`;
}

/** Changes in place. */
export const enumAlterations = { alterLabels };

function lostLabels(
  { before, after }: Alter<EnumFacts>,
  { column, table, isArray }: TypeColumn,
  context: DdlContext,
): readonly Hazard[] {
  const lost = before.facts.labels.filter((label) => !after.facts.labels.includes(label)).map(literal);
  if (lost.length === 0) return [];
  const name = ownNameOf(column.id);
  const condition = isArray ? `${name}::text[] && ARRAY[${lost.join(", ")}]` : `${name}::text IN (${lost.join(", ")})`;
  return [mayFail(`fails on rows that hold ${lost.join(" or ")}`, countRows(rowsBefore(table, [], context), condition))];
}

/** How enum types are written. */
export const enumDdl: KindDdl<EnumFacts> = {
  noun: ({ id }, guard = "") => `TYPE ${guard}${nameOf(id)}`,
  create: (type) => oneStep(define(type)),
  replace: (change, context) => {
    refuseObstacles(change.after.id, context);
    return swapType(
      {
        id: change.after.id,
        word: "TYPE",
        create: define(change.after),
        form: "change-enum",
        using: (column, isArray) => {
          const suffix = isArray ? "[]" : "";
          return `${column}::text${suffix}::${nameOf(change.after.id)}${suffix}`;
        },
        hazards: (column) => lostLabels(change, column, context),
      },
      context,
    );
  },
  carries: swapCarries,
  rename: (type, to) => [statement("rename", `ALTER TYPE ${nameOf(type.id)} RENAME TO ${ownNameOf(to)}`)],
  claims: ({ id }) => [`type ${nameOf(id)}`],
};
