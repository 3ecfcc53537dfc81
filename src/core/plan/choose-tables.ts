/** `--tables`: the changes of some tables, and whatever they cannot do without. */

import { AppError } from "../app-error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { didYouMean } from "../did-you-mean.ts";
import type { Change } from "../diff/change.ts";
import { relationOf, relations } from "../kinds/relation-of.ts";
import { type ChangeNeeds, closedUnder } from "./change-needs.ts";

/**
 * The changes of those tables, closed under their needs. Names are qualified, or plain where no second table has the name.
 *
 * @throws AppError USAGE for a name that no side has, or that is not clear
 */
export function chooseTables(
  tables: readonly string[],
  needs: ChangeNeeds,
  ...catalogs: readonly [start: Catalog, goal: Catalog]
): readonly Change[] {
  const known = new Set(catalogs.flatMap(({ objects }) => [...objects.keys()].filter((id) => relations.has(kindOf(id)))));
  const wanted = new Set(tables.flatMap((name) => resolve(name.trim(), known)));
  const isWanted = ({ id }: Change) => {
    const relation = relationOf(id, ...catalogs);
    return relation !== null && wanted.has(relation);
  };
  return closedUnder(needs, [...needs.keys()].filter(isWanted));
}

function resolve(name: string, known: ReadonlySet<ObjectId>): readonly ObjectId[] {
  const ids = [...known];
  const exact = ids.filter((id) => nameOf(id) === name || id === name);
  if (exact.length > 0) return exact;
  const plain = ids.filter((id) => ownNameOf(id) === name);
  const names = [...new Set(plain.map(nameOf))];
  if (names.length === 1) return plain;
  if (names.length > 1)
    throw new AppError({
      code: "USAGE",
      message: `--tables: ${name} could be ${names.join(" or ")}.`,
      hint: `--tables ${names[0]}`,
    });
  const guess = didYouMean(name, [...ids.map(nameOf), ...ids.map(ownNameOf)]);
  throw new AppError({
    code: "USAGE",
    message: `--tables: neither side has a table ${name}.`,
    ...(guess === null ? {} : { hint: `Did you mean ${guess}?` }),
  });
}
