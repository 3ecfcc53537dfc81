/** Procedural languages as SQL. CREATE OR REPLACE keeps the functions that are written in one. */

import { nameOf } from "../catalog/object-id.ts";
import { madeOrReplaced, type Statement, statement } from "../recipes/statement.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { LanguageFacts } from "./language.ts";
import { routineReference } from "./routine-reference.ddl.ts";

function define({ id, facts }: ObjectOf<LanguageFacts>, verb: "CREATE" | "CREATE OR REPLACE"): Statement {
  const words = [
    `${verb} ${facts.isTrusted ? "TRUSTED " : ""}LANGUAGE ${nameOf(id)}`,
    ...(facts.handler === null ? [] : [`HANDLER ${routineReference(facts.handler)}`]),
    ...(facts.inlineHandler === null ? [] : [`INLINE ${routineReference(facts.inlineHandler)}`]),
    ...(facts.validator === null ? [] : [`VALIDATOR ${routineReference(facts.validator)}`]),
  ];
  return statement(verb === "CREATE" ? "create-object" : "replace-object", words.join(" "), {
    hazards: [{ hazard: "needs-privilege", detail: "only a superuser may make a language" }],
  });
}

const redefine: AlterFacts<LanguageFacts> = ({ after }) => oneStep(define(after, "CREATE OR REPLACE"));

/** Changes in place. */
export const languageAlterations = { redefine };

/** How languages are written. */
export const languageDdl: KindDdl<LanguageFacts> = {
  noun: ({ id }, guard = "") => `LANGUAGE ${guard}${nameOf(id)}`,
  create: (language) => oneStep(madeOrReplaced((verb) => define(language, verb))),
};
