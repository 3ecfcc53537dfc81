/** Foreign servers as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, statement } from "../recipes/statement.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { optionsChange, optionsClause, withheldOptions } from "./foreign-options.ddl.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";
import type { ServerFacts } from "./server.ts";

const literal = (value: string | null) => (value === null ? "NULL" : quoteLiteral(value).trim());

const alterAll: AlterFacts<ServerFacts> = ({ before, after, facts }) => {
  const version = facts.has("version") ? ` VERSION ${literal(after.facts.version)}` : "";
  const clauses = `${version}${optionsChange(before.facts.options, after.facts.options)}`;
  if (clauses === "") return [];
  const hazards = withheldOptions(before.facts.options, after.facts.options);
  return oneStep(statement("alter-object", `ALTER SERVER ${nameOf(after.id)}${clauses}`, { hazards }));
};

/** Changes in place, by fact. */
export const serverAlterations = { alterAll };

/** How foreign servers are written. */
export const serverDdl: KindDdl<ServerFacts> = {
  noun: ({ id }, guard = "") => `SERVER ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const type = facts.type === null ? "" : ` TYPE ${literal(facts.type)}`;
    const version = facts.version === null ? "" : ` VERSION ${literal(facts.version)}`;
    const wrapper = ` FOREIGN DATA WRAPPER ${quoteIdentifier(facts.wrapper)}`;
    const sql = (guard: string) =>
      `CREATE SERVER ${guard}${nameOf(id)}${type}${version}${wrapper}${optionsClause(facts.options)}`;
    return oneStep(guardable("create-object", "IF NOT EXISTS", sql, { hazards: withheldOptions({}, facts.options) }));
  },
  rename: ({ id }, to) => [statement("rename", `ALTER SERVER ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
