/**
 * Types and functions that need each other: an input function returns the type that cannot be there without it. The type is
 * made as a shell, then the functions, then the rest of the type.
 */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { Facts } from "../catalog/schema-object.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { defineFunction, functionDdl, typeMadeWith } from "./function.ddl.ts";
import type { FunctionFacts } from "./function.ts";
import type { CatalogView, DdlContext, ObjectOf } from "./kind-ddl.ts";

/** The functions that a type's facts name and whose signatures name the type, in the order of the facts. */
export function functionsMadeWith(type: ObjectOf<Facts>, catalog: CatalogView): readonly ObjectOf<FunctionFacts>[] {
  const found = Object.values(type.facts).flatMap((value) => {
    const object = typeof value === "string" ? catalog.get(`function:${value}` as ObjectId) : undefined;
    const candidate = object as ObjectOf<FunctionFacts> | undefined; // the id says that it is a function
    return candidate !== undefined && typeMadeWith(candidate, catalog) === type.id ? [candidate] : [];
  });
  return [...new Set(found)];
}

/** The statements that make the type, with the functions that come with it and their owners. */
export function withShell(type: ObjectOf<Facts>, create: Statement, context: DdlContext): readonly Statement[] {
  const functions = functionsMadeWith(type, context.goal);
  if (functions.length === 0) return [create];
  return [
    statement("create-type", `CREATE TYPE ${nameOf(type.id)}`),
    ...functions.flatMap((object) => [madeOrReplaced((verb) => defineFunction(object, verb)), ...owner(object, context)]),
    create,
  ];
}

function owner(object: ObjectOf<FunctionFacts>, context: DdlContext): readonly Statement[] {
  if (object.owner === null || object.owner === "$owner") return [];
  return [statement("change-owner", `ALTER ${functionDdl.noun(object)} OWNER TO ${context.role(object.owner)}`)];
}
