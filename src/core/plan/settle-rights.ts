/**
 * Ordered steps → statements, with what CREATE and ALTER … OWNER TO do to rights undone right behind them: default privileges give new
 * objects rights that nobody asked for, and another owner takes over the rights of the former one.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import { levelRights } from "../kinds/default-rights.ddl.ts";
import type { DdlContext } from "../kinds/kind-ddl.ts";
import { movedRights } from "../kinds/moved-rights.ddl.ts";
import type { Statement } from "../recipes/statement.ts";
import type { Step } from "./step.ts";

/** All statements in order, each with the object that it is about. */
export function settleRights(
  ordered: readonly Step[],
  context: DdlContext,
): readonly { readonly change: ObjectId; readonly statement: Statement }[] {
  const made = new Set<ObjectId>();
  const firstMade = (id: ObjectId) => {
    if (made.has(id)) return [];
    made.add(id);
    const object = context.goal.get(id);
    return object === undefined ? [] : levelRights(object, context);
  };
  const afterOwner = ({ subject, statements }: Step) => {
    const object = statements.some(({ form }) => form === "change-owner") ? context.goal.get(subject) : undefined;
    return object === undefined ? [] : movedRights(object, context);
  };
  return ordered.flatMap((step) => [
    ...[...step.statements, ...afterOwner(step)].map((statement) => ({ change: step.subject, statement })),
    ...step.makes.flatMap((id) => firstMade(id).map((statement) => ({ change: id, statement }))),
  ]);
}
