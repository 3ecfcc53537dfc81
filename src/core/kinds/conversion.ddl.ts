/** Conversions as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { ConversionFacts } from "./conversion.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";

/** How conversions are written. */
export const conversionDdl: KindDdl<ConversionFacts> = {
  noun: ({ id }, guard = "") => `CONVERSION ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const between = `FOR ${quoteLiteral(facts.sourceEncoding)} TO ${quoteLiteral(facts.destinationEncoding)}`;
    const verb = facts.isDefault ? "CREATE DEFAULT CONVERSION" : "CREATE CONVERSION";
    return oneStep(statement("create-object", `${verb} ${nameOf(id)} ${between} FROM ${routineReference(facts.routine)}`));
  },
  rename: ({ id }, to) => [statement("rename", `ALTER CONVERSION ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
