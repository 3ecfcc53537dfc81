/** Tables and columns as people type them: `users.email`, `shop.users.email`, quoted where SQL would quote. */

import { AppError } from "../app-error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { objectId, parentedId } from "../catalog/object-id.ts";
import { objectsOfKinds } from "../catalog/packed-objects.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { didYouMean } from "../did-you-mean.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import type { TablePlace } from "./recorded-change.ts";

/** Splits at dots outside of quotes; quoted parts keep their letters, others are folded as SQL does. @throws AppError USAGE */
export function nameParts(text: string): readonly string[] {
  const parts = text.match(/"(?:[^"]|"")+"|[^".]+/g) ?? [];
  if (parts.join(".") !== text)
    throw new AppError({
      code: "USAGE",
      message: `${text} is no name of a table or column.`,
      hint: "users.email, shop.users.email",
    });
  return parts.map((part) => (part.startsWith('"') ? unquoteIdentifier(part) : part.toLowerCase()));
}

/** The table of that name: in the schema that is named, else in public, else in the only schema that has it. @throws AppError USAGE */
export function findTable(catalog: Catalog, parts: readonly string[]): TablePlace & { readonly object: SchemaObject } {
  const [first = "", second] = parts;
  const tables = [...objectsOfKinds(catalog.objects, new Set(["table"] as const))];
  const wanted = second === undefined ? [objectId("table", "public", first)] : [objectId("table", first, second)];
  const found = tables.find(({ id }) => id === wanted[0]);
  const name = second ?? first;
  const elsewhere = second === undefined ? tables.filter(({ id }) => placeOf(id).table === name) : [];
  const [only, ...others] = found === undefined ? elsewhere : [found];
  if (only !== undefined && others.length === 0) return { ...placeOf(only.id), object: only };
  const near = didYouMean(
    name,
    tables.map(({ id }) => placeOf(id).table),
  );
  throw new AppError({
    code: "USAGE",
    message:
      others.length > 0
        ? `${name} could be ${elsewhere.map(({ id }) => id).join(" or ")}.`
        : `There is no table ${parts.join(".")}${near === null ? "." : `; did you mean "${near}"?`}`,
    hint: "Name the table as schema.table.",
  });
}

/** The column, which must be there. @throws AppError USAGE */
export function findColumn(catalog: Catalog, { schema, table }: TablePlace, name: string): SchemaObject {
  const parent = objectId("table", schema, table);
  const found = catalog.objects.get(parentedId("column", parent, name));
  if (found !== undefined) return found;
  const names = [...catalog.objects.values()].flatMap(({ kind, parent: of, id }) =>
    kind === "column" && of === parent ? [nameParts(id.slice("column:".length)).at(-1) ?? ""] : [],
  );
  const near = didYouMean(name, names);
  throw new AppError({
    code: "USAGE",
    message: `${schema}.${table} has no column ${name}${near === null ? "." : `; did you mean "${near}"?`}`,
    hint: `Its columns: ${names.join(", ")}`,
  });
}

function placeOf(id: string): TablePlace {
  const [schema = "", table = ""] = nameParts(id.slice("table:".length));
  return { schema, table };
}
