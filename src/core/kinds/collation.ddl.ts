/** Collations as SQL. Each provider names its locale in other options, and libc's that fit every encoding can only be copied. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, statement } from "../recipes/statement.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { CollationFacts } from "./collation.ts";
import { type AlterFacts, type KindDdl, oneStep } from "./kind-ddl.ts";
import { optionList } from "./option-list.ddl.ts";

function definition(facts: CollationFacts): string {
  const text = (value: string | null) => (value === null ? null : quoteLiteral(value).trim());
  // CREATE COLLATION gives a libc collation the database's encoding; C and POSIX of the server itself have none
  if (facts.provider === "libc" && facts.encoding === null && (facts.collate === "C" || facts.collate === "POSIX"))
    return `FROM pg_catalog.${quoteIdentifier(facts.collate)}`;
  const isOneLocale = facts.collate !== null && facts.collate === facts.ctype;
  return optionList([
    ["PROVIDER", facts.provider === "libc" ? null : facts.provider],
    ["LOCALE", text(isOneLocale ? facts.collate : facts.locale)],
    ["LC_COLLATE", isOneLocale ? null : text(facts.collate)],
    ["LC_CTYPE", isOneLocale ? null : text(facts.ctype)],
    ["DETERMINISTIC", facts.isDeterministic ? null : "false"],
    ["RULES", text(facts.rules)],
  ]);
}

// The other way round only the machine can go.
const refreshVersion: AlterFacts<CollationFacts> = ({ after }) =>
  after.facts.isVersionCurrent
    ? oneStep(
        statement("alter-object", `ALTER COLLATION ${nameOf(after.id)} REFRESH VERSION`, {
          hazards: [
            {
              hazard: "may-fail",
              detail:
                "it only ends the warning: indexes that use the collation may be corrupt until REINDEX has built them again",
            },
          ],
        }),
      )
    : [];

/** Changes in place. */
export const collationAlterations = { refreshVersion };

/** How collations are written. */
export const collationDdl: KindDdl<CollationFacts> = {
  noun: ({ id }, guard = "") => `COLLATION ${guard}${nameOf(id)}`,
  create: ({ id, facts }) =>
    oneStep(
      guardable("create-object", "IF NOT EXISTS", (guard) => `CREATE COLLATION ${guard}${nameOf(id)} ${definition(facts)}`),
    ),
  rename: ({ id }, to) => [statement("rename", `ALTER COLLATION ${nameOf(id)} RENAME TO ${ownNameOf(to)}`)],
};
