/** Publications as SQL; their tables and schemas are objects of their own. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";
import type { PublicationFacts } from "./publication.ts";

const defaults: PublicationFacts = {
  allTables: false,
  operations: ["insert", "update", "delete", "truncate"],
  publishViaPartitionRoot: false,
  publishGeneratedColumns: "none",
};

const options: { readonly [fact: string]: (facts: PublicationFacts) => string } = {
  operations: ({ operations }) => `publish = ${quoteLiteral(operations.join(", "))}`,
  publishViaPartitionRoot: (facts) => `publish_via_partition_root = ${facts.publishViaPartitionRoot}`,
  publishGeneratedColumns: (facts) => `publish_generated_columns = ${facts.publishGeneratedColumns}`,
};

const optionList = (facts: PublicationFacts, isSaid: (fact: string) => boolean): string =>
  Object.entries(options)
    .flatMap(([fact, option]) => (isSaid(fact) ? [option(facts)] : []))
    .join(", ");

const alterOptions: AlterFacts<PublicationFacts> = ({ after, facts }) => {
  const list = optionList(after.facts, (fact) => facts.has(fact));
  return oneStep(statement("change-publication", `ALTER PUBLICATION ${nameOf(after.id)} SET (${list})`));
};

/** Changes in place, by fact. */
export const publicationAlterations = { alterOptions };

/** How publications are written. */
export const publicationDdl: KindDdl<PublicationFacts> = {
  noun: ({ id }, guard = "") => `PUBLICATION ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const [own, plain]: readonly { readonly [fact: string]: unknown }[] = [facts, defaults];
    const list = optionList(facts, (fact) => JSON.stringify(own?.[fact]) !== JSON.stringify(plain?.[fact]));
    const forAll = facts.allTables ? " FOR ALL TABLES" : "";
    const sql = `CREATE PUBLICATION ${nameOf(id)}${forAll}${list === "" ? "" : ` WITH (${list})`}`;
    const hazards: readonly Hazard[] = facts.allTables ? [{ hazard: "needs-privilege", detail: "a superuser" }] : [];
    return oneStep(statement("create-object", sql, { hazards }));
  },
  drop: ({ id }): readonly Statement[] => [
    guardable("change-publication", "IF EXISTS", (guard) => `DROP PUBLICATION ${guard}${nameOf(id)}`, {
      hazards: [{ hazard: "breaks-old-code", detail: "subscribers that ask for it stop with an error" }],
    }),
  ],
  rename: ({ id }, to) => [statement("rename", `ALTER PUBLICATION ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
