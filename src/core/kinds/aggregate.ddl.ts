/** Aggregates as SQL. CREATE OR REPLACE keeps those who use one, as long as arguments and result stay. */

import { nameOf, ownNameOf } from "../catalog/object-id.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { AggregateFacts } from "./aggregate.ts";
import { bareId } from "./function.ddl.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { optionList } from "./option-list.ddl.ts";
import { namedType } from "./routine.ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { bareName, operatorReference } from "./signature.ddl.ts";

type Aggregate = ObjectOf<AggregateFacts>;

/** `app.share(double precision ORDER BY anyelement)`; names only where the aggregate is made. */
function signature({ id, facts }: Aggregate, withNames: boolean): string {
  const items = facts.arguments.map(
    (argument) => `${argument.mode === "variadic" ? "VARIADIC " : ""}${withNames ? namedType(argument) : argument.type}`,
  );
  return `${bareName(nameOf(id))}(${items.length === 0 ? "*" : orderedBy(items, facts)})`;
}

function orderedBy(items: readonly string[], { variant, directArguments }: AggregateFacts): string {
  if (variant === "normal") return items.join(", ");
  const direct = items.slice(0, directArguments).join(", ");
  // VARIADIC "any" ORDER BY VARIADIC "any" is stored as one argument
  const ordered = directArguments === items.length ? items.slice(-1) : items.slice(directArguments);
  return `${direct}${direct === "" ? "" : " "}ORDER BY ${ordered.join(", ")}`;
}

function define(aggregate: Aggregate, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const { facts } = aggregate;
  const bare = (routine: string | null) => (routine === null ? null : routineReference(routine));
  const text = (value: string | null) => (value === null ? null : quoteLiteral(value).trim());
  const size = (bytes: number) => (bytes === 0 ? null : String(bytes));
  const usual = facts.variant === "normal" ? "read-only" : "read-write";
  const modify = (value: string) => (value === usual ? null : value.replace("-", "_").toUpperCase());
  const options = optionList([
    ["SFUNC", bare(facts.transitionFunction)],
    ["STYPE", facts.stateType],
    ["SSPACE", size(facts.stateSize)],
    ["FINALFUNC", bare(facts.finalFunction)],
    ["FINALFUNC_EXTRA", facts.finalFunctionExtra],
    ["FINALFUNC_MODIFY", modify(facts.finalFunctionModify)],
    ["COMBINEFUNC", bare(facts.combineFunction)],
    ["SERIALFUNC", bare(facts.serialFunction)],
    ["DESERIALFUNC", bare(facts.deserialFunction)],
    ["INITCOND", text(facts.initialCondition)],
    ["MSFUNC", bare(facts.movingTransitionFunction)],
    ["MINVFUNC", bare(facts.movingInverseFunction)],
    ["MSTYPE", facts.movingStateType],
    ["MSSPACE", size(facts.movingStateSize)],
    ["MFINALFUNC", bare(facts.movingFinalFunction)],
    ["MFINALFUNC_EXTRA", facts.movingFinalFunctionExtra],
    ["MFINALFUNC_MODIFY", modify(facts.movingFinalFunctionModify)],
    ["MINITCOND", text(facts.movingInitialCondition)],
    ["SORTOP", facts.sortOperator === null ? null : operatorReference(facts.sortOperator)],
    ["PARALLEL", facts.parallel === "unsafe" ? null : facts.parallel.toUpperCase()],
    ["HYPOTHETICAL", facts.variant === "hypothetical-set"],
  ]);
  const form = verb === "CREATE" ? "create-routine" : "replace-routine";
  return statement(form, `${verb} AGGREGATE ${signature(aggregate, true)} ${options}`);
}

const redefine: AlterFacts<AggregateFacts> = ({ after }) => oneStep(define(after, "CREATE OR REPLACE"));

/** Changes in place. */
export const aggregateAlterations = { redefine };

/** How aggregates are written. */
export const aggregateDdl: KindDdl<AggregateFacts> = {
  noun: (aggregate, guard = "") => `AGGREGATE ${guard}${signature(aggregate, false)}`,
  create: (aggregate) => oneStep(madeOrReplaced((verb) => define(aggregate, verb))),
  rename: (aggregate, to) => [
    statement("rename", `ALTER AGGREGATE ${signature(aggregate, false)} RENAME TO ${ownNameOf(bareId(to))}`),
  ],
};
