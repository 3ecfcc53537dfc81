/** Comments as SQL. */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { carrierIn, roleSql } from "./attached-name.ddl.ts";
import type { CommentFacts } from "./comment.ts";
import { onDatabase } from "./database-name.ddl.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";

type Comment = ObjectOf<CommentFacts>;

/** `<verb> <noun> IS …` for whatever can carry a comment or a label. */
export function saysOf(verb: string, target: ObjectId, text: string | null, context: DdlContext): string {
  const is = ` IS ${text === null ? "NULL" : quoteLiteral(text).trim()}`;
  if (kindOf(target) === "database") return onDatabase(`${verb} DATABASE `, is);
  // the configuration may call a role otherwise than the server does
  if (kindOf(target) === "role") return `${verb} ROLE ${roleSql(nameOf(target), context)}${is}`;
  return `${verb} ${context.noun(target)}${is}`;
}

const targetOf = ({ id }: Comment) => nameOf(id) as ObjectId; // what follows `comment:` is an id

// initdb's own: without it pg_dump writes that there is none
const publicComment = "standard public schema";

const comment = (object: Comment, text: string | null, context: DdlContext): Statement =>
  statement("comment", saysOf("COMMENT ON", targetOf(object), text, context));

const alterText: AlterFacts<CommentFacts> = ({ after }, context) => oneStep(comment(after, after.facts.text, context));

/** Changes in place, by fact. */
export const commentAlterations = { alterText };

/** How comments are written. */
export const commentDdl: KindDdl<CommentFacts> = {
  noun: ({ id }) => `COMMENT ON ${nameOf(id)}`,
  create: (object, context) => {
    const target = targetOf(object);
    const needs = [carrierIn(context.goal, target) ?? target];
    return [{ statements: [comment(object, object.facts.text, context)], needs }];
  },
  drop: (object, context) => [comment(object, targetOf(object) === "schema:public" ? publicComment : null, context)],
  goesWith: (object, { start }) => carrierIn(start, targetOf(object)),
};
