/** Text search templates as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import { type KindDdl, oneStep } from "./kind-ddl.ts";
import { optionList } from "./option-list.ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import type { TextSearchTemplateFacts } from "./text-search-template.ts";

/** How text search templates are written. */
export const textSearchTemplateDdl: KindDdl<TextSearchTemplateFacts> = {
  noun: ({ id }, guard = "") => `TEXT SEARCH TEMPLATE ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const options = optionList([
      ["INIT", facts.init === null ? null : routineReference(facts.init)],
      ["LEXIZE", routineReference(facts.lexize)],
    ]);
    return oneStep(
      statement("create-object", `CREATE TEXT SEARCH TEMPLATE ${nameOf(id)} ${options}`, {
        hazards: [{ hazard: "needs-privilege", detail: "only a superuser may make a text search template" }],
      }),
    );
  },
  rename: ({ id }, to) => [statement("rename", `ALTER TEXT SEARCH TEMPLATE ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
