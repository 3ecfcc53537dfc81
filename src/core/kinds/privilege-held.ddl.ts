/**
 * What a role has on a target when the statements about its rights run, and what it shall have: as recorded, or by itself where the
 * catalog records nothing, and with what ALTER … OWNER TO does in between.
 */

import { attachedId, kindOf, type ObjectId } from "../catalog/object-id.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { relationsOf, targetAndRole } from "./attached-name.ddl.ts";
import type { DdlContext, ObjectOf } from "./kind-ddl.ts";
import type { GrantedPrivileges } from "./privilege-list.ts";
import { allRights, type Rights, rightsOf, without } from "./privilege-rights.ddl.ts";
import { defaultRights, targetType } from "./privilege-target.ddl.ts";

/** The rights of one role on one object. */
export type Privilege = ObjectOf<GrantedPrivileges>;

/** What a role has on a target. */
export interface Held {
  /** Whoever gave it. */
  readonly all: Rights;
  /** What nobody but the owner can have given. */
  readonly byOwner: Rights;
  /** What others than the owner gave. */
  readonly byGrantor: ReadonlyMap<string, Rights>;
}

/** No right at all. */
export const nothing: Rights = new Set();

const held = (all: Rights, byOwner: Rights = all): Held => ({ all, byOwner, byGrantor: new Map() });

/** The target of rights, the role that has them (as facts name it), and all that can be given there. */
export function aboutOf(
  id: ObjectId,
  { version }: DdlContext,
): { readonly target: ObjectId; readonly role: string; readonly all: readonly string[] } {
  const { target, role } = targetAndRole(id);
  return { target, role: unquoteIdentifier(role), all: allRights(targetType(target).type, version) };
}

/** What is recorded. */
export function recorded({ id, facts }: Privilege, context: DdlContext): Held {
  const { all } = aboutOf(id, context);
  const byGrantor = Object.entries(facts.grantors).map(([grantor, list]) => [grantor, rightsOf(list, all)] as const);
  const everything = rightsOf(facts.privileges, all);
  const byOthers = new Set(byGrantor.flatMap(([, rights]) => [...rights]));
  return { all: everything, byOwner: without(everything, byOthers), byGrantor: new Map(byGrantor) };
}

/** What the role has in the goal (or at the start) where nothing is recorded there. */
export function unrecorded(privilege: Privilege, side: "start" | "goal", context: DdlContext): Held {
  const { target, role, all } = aboutOf(privilege.id, context);
  const at = { ...context, at: context[side] };
  return held(defaultRights(target, role, recorded(privilege, context).all, all, at));
}

/** The owners of a target that changes hands and stays otherwise; null where it does not. */
export function changeOfHands(
  target: ObjectId,
  context: DdlContext,
): { readonly from: string | null; readonly to: string | null } | null {
  const [before, after] = [context.start.get(target), context.goal.get(target)];
  if (before === undefined || after === undefined || before.owner === after.owner || isNewTarget(target, context)) return null;
  return { from: before.owner, to: after.owner };
}

/** True for what the plan makes; a view's columns are no objects of their own, and are made with it. */
function isNewTarget(target: ObjectId, context: DdlContext): boolean {
  return context.isNew(target) || relationsOf(target).some(context.isNew);
}

/** What the role has once the target is what it will be and its rights are still as they were. */
export function heldBefore(privilege: Privilege, context: DdlContext): Held {
  const { target, role, all } = aboutOf(privilege.id, context);
  if (isNewTarget(target, context)) return unrecorded(privilege, "goal", context);
  const before = privilegeAt(privilege.id, "start", context);
  const hands = kindOf(target) === "column" ? null : changeOfHands(target, context);
  // the new owner has the old one's rights beside its own, the old one has none
  if (hands?.from === role) return held(nothing);
  if (hands?.to === role) {
    const own = before === undefined ? nothing : recorded(before, context).all;
    return held(new Set([...all, ...own]), nothing);
  }
  return before === undefined ? unrecorded(privilege, "start", context) : recorded(before, context);
}

/** True where the role loses a right on the target, or the option to give one. */
export function losesRights(target: ObjectId, role: string, context: DdlContext): boolean {
  const before = privilegeAt(attachedId("privilege", target, role), "start", context);
  if (before === undefined || isNewTarget(target, context)) return false;
  const after = privilegeAt(before.id, "goal", context);
  const left = after === undefined ? unrecorded(before, "goal", context) : recorded(after, context);
  return without(recorded(before, context).all, left.all).size > 0;
}

/** A privilege of one of the catalogs. */
export function privilegeAt(id: ObjectId, side: "start" | "goal", context: DdlContext): Privilege | undefined {
  return context[side].get(id) as Privilege | undefined; // the id is a privilege's
}
