/** Text search dictionaries as SQL. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";
import { itemList } from "./option-list.ddl.ts";
import type { TextSearchDictionaryFacts } from "./text-search-dictionary.ts";

// a text that is not made of options stands under the empty name, as it is
const item = ([name, value]: readonly [string, string]) =>
  name === "" ? value : `${quoteIdentifier(name)} = ${quoteLiteral(value).trim()}`;

const alterOptions: AlterFacts<TextSearchDictionaryFacts> = ({ before, after }) => {
  const [old, now] = [before.facts.options, after.facts.options];
  const items = [
    ...Object.entries(now)
      .filter(([name, value]) => old[name] !== value)
      .map(item),
    // an option without a value is taken away
    ...Object.keys(old).flatMap((name) => (name === "" || name in now ? [] : [quoteIdentifier(name)])),
  ];
  if (items.length === 0) return [];
  return oneStep(statement("alter-object", `ALTER TEXT SEARCH DICTIONARY ${nameOf(after.id)} ${itemList(items)}`));
};

/** Changes in place. */
export const textSearchDictionaryAlterations = { alterOptions };

/** How text search dictionaries are written. */
export const textSearchDictionaryDdl: KindDdl<TextSearchDictionaryFacts> = {
  noun: ({ id }, guard = "") => `TEXT SEARCH DICTIONARY ${guard}${nameOf(id)}`,
  create: ({ id, facts }) => {
    const items = [`TEMPLATE = ${facts.template}`, ...Object.entries(facts.options).map(item)];
    return oneStep(statement("create-object", `CREATE TEXT SEARCH DICTIONARY ${nameOf(id)} ${itemList(items)}`));
  },
  rename: ({ id }, to) => [statement("rename", `ALTER TEXT SEARCH DICTIONARY ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
