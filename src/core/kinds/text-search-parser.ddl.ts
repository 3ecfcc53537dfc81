/** Text search parsers as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import { optionList } from "./option-list.ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import type { TextSearchParserFacts } from "./text-search-parser.ts";

/** How text search parsers are written. */
export const textSearchParserDdl: KindDdl<TextSearchParserFacts> = {
  noun: ({ id }, guard = "") => `TEXT SEARCH PARSER ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const options = optionList([
      ["START", routineReference(facts.start)],
      ["GETTOKEN", routineReference(facts.getToken)],
      ["END", routineReference(facts.end)],
      ["HEADLINE", facts.headline === null ? null : routineReference(facts.headline)],
      ["LEXTYPES", routineReference(facts.lexTypes)],
    ]);
    return oneStep(
      statement("create-object", `CREATE TEXT SEARCH PARSER ${nameOf(id)} ${options}`, {
        hazards: [{ hazard: "needs-privilege", detail: "only a superuser may make a text search parser" }],
      }),
    );
  },
  rename: ({ id }, to) => [statement("rename", `ALTER TEXT SEARCH PARSER ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
