/** Transforms as SQL. CREATE OR REPLACE keeps the functions that use one. */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import { routineReference } from "./routine-reference.ddl.ts";
import { argumentTypes } from "./signature.ddl.ts";
import type { TransformFacts } from "./transform.ts";

/** `FOR app.colour LANGUAGE sql` of `transform:app.colour(sql)`. */
function target(id: ObjectId): string {
  const name = nameOf(id);
  const at = name.lastIndexOf("(");
  return `FOR ${name.slice(0, at)} LANGUAGE ${name.slice(at + 1, -1)}`;
}

function define({ id, facts }: ObjectOf<TransformFacts>, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const routine = (text: string) => `${routineReference(text)}(${argumentTypes(text)})`;
  const ways = [
    ...(facts.fromSql === null ? [] : [`FROM SQL WITH FUNCTION ${routine(facts.fromSql)}`]),
    ...(facts.toSql === null ? [] : [`TO SQL WITH FUNCTION ${routine(facts.toSql)}`]),
  ];
  return statement(
    verb === "CREATE" ? "create-object" : "replace-object",
    `${verb} TRANSFORM ${target(id)} (${ways.join(", ")})`,
  );
}

const redefine: AlterFacts<TransformFacts> = ({ after }) => oneStep(define(after, "CREATE OR REPLACE"));

/** Changes in place. */
export const transformAlterations = { redefine };

/** How transforms are written. */
export const transformDdl: KindDdl<TransformFacts> = {
  noun: ({ id }, guard = "") => `TRANSFORM ${guard}${target(id)}`,
  create: (transform) => oneStep(madeOrReplaced((verb) => define(transform, verb))),
};
