/** User mappings as SQL. */

import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { guardable, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { colonParts, roleIds, roleSql } from "./attached-name.ddl.ts";
import { optionsChange, optionsClause, withheldOptions } from "./foreign-options.ddl.ts";
import { type AlterFacts, type DdlContext, type KindDdl, oneStep } from "./kind-ddl.ts";
import type { UserMappingFacts } from "./user-mapping.ts";

const unseen: Hazard = {
  hazard: "may-fail",
  detail: "the options were hidden from the role that read them, so that they must be added by hand",
};

function mappingSql(id: ObjectId, context: DdlContext, guard = ""): string {
  const [, server = "", role = ""] = colonParts(id);
  return `USER MAPPING ${guard}FOR ${roleSql(role, context)} SERVER ${server}`;
}

const alterOptions: AlterFacts<UserMappingFacts> = ({ before, after }, context) => {
  // where one side was hidden nothing is known of the difference
  if (before.facts.options === null || after.facts.options === null) return [];
  const change = optionsChange(before.facts.options, after.facts.options);
  if (change === "") return [];
  const hazards = withheldOptions(before.facts.options, after.facts.options);
  return oneStep(statement("alter-object", `ALTER ${mappingSql(after.id, context)}${change}`, { hazards }));
};

/** Changes in place, by fact. */
export const userMappingAlterations = { alterOptions };

/** How user mappings are written. */
export const userMappingDdl: KindDdl<UserMappingFacts> = {
  noun: ({ id }) => `USER MAPPING ${id}`,
  create: ({ id, facts }, context) => {
    const [, server = "", role = ""] = colonParts(id);
    const sql = (guard: string) => `CREATE ${mappingSql(id, context, guard)}${optionsClause(facts.options ?? {})}`;
    const hazards = facts.options === null ? [unseen] : withheldOptions({}, facts.options);
    const needs = [objectId("server", unquoteIdentifier(server)), ...roleIds(role)];
    return [{ statements: [guardable("create-object", "IF NOT EXISTS", sql, { hazards })], needs }];
  },
  drop: ({ id }, context) => [guardable("drop-object", "IF EXISTS", (guard) => `DROP ${mappingSql(id, context, guard)}`)],
  // DROP SERVER refuses as long as it has mappings
  dropsAlone: () => true,
};
