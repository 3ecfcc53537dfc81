/** Base and shell types as SQL. Only superusers make base types; their functions come and go with them. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { BaseTypeFacts } from "./base-type.ts";
import { type Alter, type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { optionList } from "./option-list.ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { functionsMadeWith, withShell } from "./type-shell.ddl.ts";

type BaseType = ObjectOf<BaseTypeFacts>;

const superuser = [{ hazard: "needs-privilege", detail: "only a superuser may make or change a base type" }] as const;

const bare = (routine: string | null) => (routine === null ? null : routineReference(routine));

function define({ id, facts }: BaseType): Statement {
  const options = optionList([
    ["INPUT", bare(facts.input)],
    ["OUTPUT", bare(facts.output)],
    ["RECEIVE", bare(facts.receive)],
    ["SEND", bare(facts.send)],
    ["TYPMOD_IN", bare(facts.typmodIn)],
    ["TYPMOD_OUT", bare(facts.typmodOut)],
    ["ANALYZE", bare(facts.analyze)],
    ["SUBSCRIPT", bare(facts.subscript)],
    ["INTERNALLENGTH", facts.internalLength === -1 ? null : String(facts.internalLength)],
    ["PASSEDBYVALUE", facts.passedByValue],
    ["ALIGNMENT", facts.alignment === "int4" ? null : facts.alignment],
    ["STORAGE", facts.storage === "plain" ? null : facts.storage],
    ["CATEGORY", facts.category === "U" ? null : quoteLiteral(facts.category).trim()],
    ["PREFERRED", facts.preferred ? "true" : null],
    ["DEFAULT", facts.default === null ? null : quoteLiteral(facts.default).trim()],
    ["ELEMENT", facts.element],
    ["DELIMITER", facts.delimiter === "," ? null : quoteLiteral(facts.delimiter).trim()],
    ["COLLATABLE", facts.collatable ? "true" : null],
  ]);
  return statement("create-type", `CREATE TYPE ${nameOf(id)} ${options}`, { hazards: superuser });
}

/** Options of ALTER TYPE … SET, by fact. */
const settable: { readonly [fact: string]: readonly [option: string, value: (facts: BaseTypeFacts) => string] } = {
  receive: ["RECEIVE", ({ receive }) => bare(receive) ?? "NONE"],
  send: ["SEND", ({ send }) => bare(send) ?? "NONE"],
  typmodIn: ["TYPMOD_IN", ({ typmodIn }) => bare(typmodIn) ?? "NONE"],
  typmodOut: ["TYPMOD_OUT", ({ typmodOut }) => bare(typmodOut) ?? "NONE"],
  analyze: ["ANALYZE", ({ analyze }) => bare(analyze) ?? "NONE"],
  subscript: ["SUBSCRIPT", ({ subscript }) => bare(subscript) ?? "NONE"],
  storage: ["STORAGE", ({ storage }) => storage],
};

const alterOptions: AlterFacts<BaseTypeFacts> = ({ after, facts }) => {
  const items = Object.entries(settable).flatMap(([fact, [option, value]]) =>
    facts.has(fact) ? [`${option} = ${value(after.facts)}`] : [],
  );
  return oneStep(statement("alter-type", `ALTER TYPE ${nameOf(after.id)} SET (${items.join(", ")})`, { hazards: superuser }));
};

/** Changes in place. */
export const baseTypeAlterations = { alterOptions };

/** Values stored out of line stay readable only while the type is toastable (AlterType in src/backend/commands/typecmds.c). */
export const keepsToast = ({ before, after }: Alter<BaseTypeFacts>): boolean =>
  (before.facts.storage === "plain") === (after.facts.storage === "plain") || before.facts.storage === "plain";

/** How base types are written. */
export const baseTypeDdl: KindDdl<BaseTypeFacts> = {
  noun: ({ id }, guard = "") => `TYPE ${guard}${nameOf(id)}`,
  create: (type, context) =>
    type.facts.isDefined
      ? oneStep(...withShell(type, define(type), context))
      : oneStep(statement("create-type", `CREATE TYPE ${nameOf(type.id)}`)),
  drop: (type, context) => {
    const cascade = functionsMadeWith(type, context.start).length > 0 ? " CASCADE" : "";
    return [guardable("drop-type", "IF EXISTS", (guard) => `DROP TYPE ${guard}${nameOf(type.id)}${cascade}`)];
  },
  rename: (type, to) => [statement("rename", `ALTER TYPE ${nameOf(type.id)} RENAME TO ${ownNameOf(to)}`)],
  claims: ({ id }) => [`type ${nameOf(id)}`],
};
