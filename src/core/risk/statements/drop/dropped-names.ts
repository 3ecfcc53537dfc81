/** The names that a DROP statement lists. */

import { listOf, namesOf, nodeOf, type SqlFields } from "../../../sql/sql-tree.ts";

/** Unquoted name parts of each object of a `DropStmt` whose objects are plain names. */
export function droppedNames(fields: SqlFields): readonly (readonly string[])[] {
  return listOf(fields.objects).flatMap((object) => {
    const names = namesOf(nodeOf(object, "List")?.items ?? [object]);
    return names === null ? [] : [names];
  });
}
