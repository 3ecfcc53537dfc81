/** Foreign-data wrappers as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { ForeignDataWrapperFacts } from "./foreign-data-wrapper.ts";
import { optionsChange, optionsClause, withheldOptions } from "./foreign-options.ddl.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";

const needsSuperuser: Hazard = { hazard: "needs-privilege", detail: "a superuser, who must also own it" };

const functionClause = (word: string, signature: string | null) =>
  signature === null ? ` NO ${word}` : ` ${word} ${routineReference(signature)}`;

const alterAll: AlterFacts<ForeignDataWrapperFacts> = ({ before, after, facts }) => {
  const clauses = [
    facts.has("handler") ? functionClause("HANDLER", after.facts.handler) : "",
    facts.has("validator") ? functionClause("VALIDATOR", after.facts.validator) : "",
    optionsChange(before.facts.options, after.facts.options),
  ].join("");
  if (clauses === "") return [];
  const hazards = [needsSuperuser, ...withheldOptions(before.facts.options, after.facts.options)];
  return oneStep(statement("alter-object", `ALTER FOREIGN DATA WRAPPER ${nameOf(after.id)}${clauses}`, { hazards }));
};

/** Changes in place, by fact. */
export const foreignDataWrapperAlterations = { alterAll };

/** How foreign-data wrappers are written. */
export const foreignDataWrapperDdl: KindDdl<ForeignDataWrapperFacts> = {
  noun: ({ id }, guard = "") => `FOREIGN DATA WRAPPER ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const clauses = [
      facts.handler === null ? "" : functionClause("HANDLER", facts.handler),
      facts.validator === null ? "" : functionClause("VALIDATOR", facts.validator),
      optionsClause(facts.options),
    ].join("");
    const hazards = [needsSuperuser, ...withheldOptions({}, facts.options)];
    return oneStep(statement("create-object", `CREATE FOREIGN DATA WRAPPER ${nameOf(id)}${clauses}`, { hazards }));
  },
  rename: ({ id }, to) => [
    statement("rename", `ALTER FOREIGN DATA WRAPPER ${nameOf(id)} RENAME TO ${ownNameOf(to)}`, { hazards: [needsSuperuser] }),
  ],
};
