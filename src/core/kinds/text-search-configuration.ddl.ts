/** Text search configurations as SQL: token types that ask the same dictionaries are mapped in one statement. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { TextSearchConfigurationFacts } from "./text-search-configuration.ts";

type Configuration = ObjectOf<TextSearchConfigurationFacts>;
type Mapping = readonly [tokenType: string, dictionaries: readonly string[]];

const mappingsOf = ({ facts }: Configuration): readonly Mapping[] => Object.entries(facts.mappings);
const same = (a: readonly string[], b: readonly string[] | undefined) => b !== undefined && a.join() === b.join();

function map({ id }: Configuration, verb: "ADD" | "ALTER", mappings: readonly Mapping[]): readonly Statement[] {
  const groups = new Map<string, string[]>();
  for (const [tokenType, dictionaries] of mappings) {
    const list = dictionaries.join(", ");
    groups.set(list, [...(groups.get(list) ?? []), quoteIdentifier(tokenType)]);
  }
  return [...groups].map(([list, tokenTypes]) =>
    statement(
      "alter-object",
      `ALTER TEXT SEARCH CONFIGURATION ${nameOf(id)} ${verb} MAPPING FOR ${tokenTypes.join(", ")} WITH ${list}`,
    ),
  );
}

function unmap({ id }: Configuration, mappings: readonly Mapping[]): readonly Statement[] {
  if (mappings.length === 0) return [];
  const tokenTypes = mappings.map(([tokenType]) => quoteIdentifier(tokenType)).join(", ");
  const sql = (guard: string) => `ALTER TEXT SEARCH CONFIGURATION ${nameOf(id)} DROP MAPPING ${guard}FOR ${tokenTypes}`;
  return [guardable("alter-object", "IF EXISTS", sql)];
}

const alterMappings: AlterFacts<TextSearchConfigurationFacts> = ({ before, after }) => {
  const [old, now] = [before.facts.mappings, after.facts.mappings];
  return oneStep(
    ...unmap(
      after,
      mappingsOf(before).filter(([tokenType]) => !(tokenType in now)),
    ),
    ...map(
      after,
      "ALTER",
      mappingsOf(after).filter(([tokenType, list]) => tokenType in old && !same(list, old[tokenType])),
    ),
    ...map(
      after,
      "ADD",
      mappingsOf(after).filter(([tokenType]) => !(tokenType in old)),
    ),
  );
};

/** Changes in place. */
export const textSearchConfigurationAlterations = { alterMappings };

/** How text search configurations are written. */
export const textSearchConfigurationDdl: KindDdl<TextSearchConfigurationFacts> = {
  noun: ({ id }, guard = "") => `TEXT SEARCH CONFIGURATION ${guard}${nameOf(id)}`,
  create: (configuration) =>
    oneStep(
      statement(
        "create-object",
        `CREATE TEXT SEARCH CONFIGURATION ${nameOf(configuration.id)} (PARSER = ${configuration.facts.parser})`,
      ),
      ...map(configuration, "ADD", mappingsOf(configuration)),
    ),
  rename: ({ id }, to) => [statement("rename", `ALTER TEXT SEARCH CONFIGURATION ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
