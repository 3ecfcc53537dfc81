/**
 * Rights that ALTER … OWNER TO moves from the old owner to the new one, where the catalogs do not show it: what either of them has may
 * read the same before and after, and has gone over to the other all the same.
 */

import { attachedId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { Statement } from "../recipes/statement.ts";
import type { DdlContext } from "./kind-ddl.ts";
import { privilegeDdl } from "./privilege.ddl.ts";
import { aboutOf, changeOfHands, privilegeAt } from "./privilege-held.ddl.ts";
import { rightsStatements } from "./privilege-rights.ddl.ts";
import { grantTarget } from "./privilege-target.ddl.ts";

/** What follows the change of an object's owner at once; none where differences of the rights themselves lead there. */
export function movedRights(object: SchemaObject, context: DdlContext): readonly Statement[] {
  const hands = changeOfHands(object.id, context);
  if (hands === null || hands.from === null || hands.to === null) return [];
  const [former, owner] = [attachedId("privilege", object.id, hands.from), attachedId("privilege", object.id, hands.to)];
  const hadLess = privilegeAt(former, "start", context) !== undefined && privilegeAt(former, "goal", context) !== undefined;
  const { all } = aboutOf(owner, context);
  const text = { all, on: grantTarget(object.id), grantee: context.role(hands.to) };
  return [
    ...(hadLess && privilegeAt(owner, "goal", context) === undefined ? rightsStatements(text, new Set(), new Set(all)) : []),
    ...[former, owner].flatMap((id) => {
      const [before, after] = [privilegeAt(id, "start", context), privilegeAt(id, "goal", context)];
      const isSame = before !== undefined && after !== undefined && JSON.stringify(before.facts) === JSON.stringify(after.facts);
      return isSame ? privilegeDdl.create(after, context).flatMap(({ statements }) => statements) : [];
    }),
  ];
}
