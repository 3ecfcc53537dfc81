/** Casts as SQL. Nothing of a cast can be altered. */

import { nameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import type { CastFacts } from "./cast.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { argumentTypes } from "./signature.ddl.ts";

const superuser = [{ hazard: "needs-privilege", detail: "only a superuser may make a cast without a function" }] as const;

/** How casts are written. */
export const castDdl: KindDdl<CastFacts> = {
  noun: ({ id }, guard = "") => `CAST ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const way =
      facts.method === "inout"
        ? "WITH INOUT"
        : facts.function === null
          ? "WITHOUT FUNCTION"
          : `WITH FUNCTION ${routineReference(facts.function)}(${argumentTypes(facts.function)})`;
    const when = facts.context === "explicit" ? "" : ` AS ${facts.context.toUpperCase()}`;
    return oneStep(
      statement("create-object", `CREATE CAST ${nameOf(id)} ${way}${when}`, {
        hazards: facts.method === "binary" ? superuser : [],
      }),
    );
  },
};
