/**
 * A catalog as locks and costs see it (`risk/schema-model.ts`). The facts of kinds are turned into what risk knows here, so that risk
 * need not know kinds.
 */

import { type Catalog, majorOf } from "../catalog/catalog.ts";
import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { QualifiedName, RelationModel, RoutineModel, SchemaModel, TypeModel } from "../risk/schema-model.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { CatalogParts } from "./catalog-parts.ts";
import type { ConstraintFacts } from "./constraint.ts";
import type { DomainFacts } from "./domain.ts";
import type { FunctionFacts } from "./function.ts";
import { expressionOf, relationsOf, withoutSignature } from "./relation-model-of.ts";

/** What a session says beside the catalog. */
export type SessionModel = Pick<SchemaModel, "searchPath" | "timeZone" | "volatileFunctions">;

/** The model of a catalog that was read with its dependencies. */
export function schemaModelOf(catalog: Catalog, session: SessionModel): SchemaModel {
  const parts = new CatalogParts(catalog);
  const relations = new Map<QualifiedName, RelationModel>();
  for (const object of catalog.objects.values())
    for (const relation of relationsOf(object, parts)) relations.set(relation.name, relation);
  return {
    ...session,
    major: majorOf(catalog) ?? 18,
    isComplete: true,
    relations,
    types: new Map(
      parts.all("domain", "enum", "composite-type", "range", "base-type").map((type) => [nameOf(type.id), typeOf(type, parts)]),
    ),
    routines: parts.all("function", "procedure").map(routineOf),
    dependents: parts.dependents,
  };
}

function typeOf(object: SchemaObject, parts: CatalogParts): TypeModel {
  switch (object.kind) {
    case "domain": {
      const facts = object.facts as DomainFacts; // as its kind says
      const checks = parts
        .of<ConstraintFacts>(object.id, "constraint")
        .map(({ id, facts: check }) => ({ name: unquoteIdentifier(ownNameOf(id)), isValid: check.isValid }));
      return { typtype: "d", base: facts.type, notNull: facts.notNull, default: expressionOf(facts.default), checks };
    }
    case "enum":
    case "range":
      return { typtype: object.kind === "enum" ? "e" : "r" };
    case "composite-type":
      return { typtype: "c" };
    default:
      return { typtype: "b" };
  }
}

function routineOf(object: SchemaObject): RoutineModel {
  const facts = object.facts as FunctionFacts; // procedures have all of these but a volatility
  const name = nameOf(object.id);
  const bare = withoutSignature(name);
  return {
    name: bare,
    signature: name.slice(bare.length),
    volatility: object.kind === "procedure" ? "volatile" : (facts.volatility as RoutineModel["volatility"]), // pg_proc has no other
    language: facts.language,
    body: facts.body,
    ...(facts.sqlBody === null ? {} : { sqlBody: facts.sqlBody }),
    isNew: false,
    isOpaque: facts.isSecurityDefiner || facts.returnsSet === true || Object.keys(facts.configuration).length > 0,
  };
}
