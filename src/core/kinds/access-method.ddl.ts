/** Access methods as SQL. */

import { nameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import type { AccessMethodFacts } from "./access-method.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";

/** How access methods are written. */
export const accessMethodDdl: KindDdl<AccessMethodFacts> = {
  noun: ({ id }, guard = "") => `ACCESS METHOD ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const handler = routineReference(facts.handler ?? "");
    return oneStep(
      statement("create-object", `CREATE ACCESS METHOD ${nameOf(id)} TYPE ${facts.type.toUpperCase()} HANDLER ${handler}`, {
        hazards: [{ hazard: "needs-privilege", detail: "only a superuser may make an access method" }],
      }),
    );
  },
};
