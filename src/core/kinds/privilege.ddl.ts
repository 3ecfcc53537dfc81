/**
 * Rights as SQL: exactly what differs from what a role has by itself. A right can be given by several roles; whoever runs a GRANT as
 * the owner or a superuser gives it in the owner's name.
 */

import { attachedId, containerOf, kindOf, nameOf, type ObjectId, objectId } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { asRole } from "./as-role.ddl.ts";
import { carrierIn, relationsOf, roleIds, targetAndRole } from "./attached-name.ddl.ts";
import { onDatabase } from "./database-name.ddl.ts";
import type { AlterFacts, DdlContext, KindDdl } from "./kind-ddl.ts";
import {
  aboutOf,
  changeOfHands,
  type Held,
  heldBefore,
  losesRights,
  nothing,
  type Privilege,
  privilegeAt,
  recorded,
  unrecorded,
} from "./privilege-held.ddl.ts";
import type { GrantedPrivileges } from "./privilege-list.ts";
import { type Rights, rightsStatements, without } from "./privilege-rights.ddl.ts";
import { grantTarget, rightOn } from "./privilege-target.ddl.ts";

function statementsFor(id: ObjectId, revoke: Rights, grant: Rights, context: DdlContext): readonly Statement[] {
  const { target, role, all } = aboutOf(id, context);
  const text = { all, right: rightOn(target), on: grantTarget(target), grantee: context.role(role) };
  return rightsStatements(text, revoke, grant).map((one) => inDatabase(target, one));
}

function inDatabase(target: ObjectId, given: Statement): Statement {
  if (kindOf(target) !== "database") return given;
  const [before = "", after = ""] = given.sql.split(grantTarget(target));
  return { ...given, sql: onDatabase(`${before}DATABASE `, after) };
}

/** What a grantor other than the owner gave or takes. The server takes GRANTED BY only for the role that runs the statement. */
function inNameOf(grantor: string, id: ObjectId, revoke: Rights, grant: Rights, context: DdlContext): readonly Statement[] {
  const detail = `runs as ${context.role(grantor)}, in whose name the right is given`;
  return statementsFor(id, revoke, grant, context).map(({ form, sql }) =>
    statement(form, asRole(context.role(grantor), [sql]), { hazards: [{ hazard: "needs-privilege", detail }] }),
  );
}

function lead(id: ObjectId, before: Held, after: Held, context: DdlContext): readonly Statement[] {
  const { target } = aboutOf(id, context);
  const grantors = [...new Set([...before.byGrantor.keys(), ...after.byGrantor.keys()])].sort();
  const byOthers = (from: Held, to: Held, grantor: string) =>
    without(from.byGrantor.get(grantor) ?? nothing, to.byGrantor.get(grantor) ?? nothing);
  // who loses a right takes back first what was passed on
  const takers = grantors.filter((grantor) => !losesRights(target, grantor, context));
  const gone = without(before.all, after.all);
  return [
    ...takers.flatMap((grantor) => inNameOf(grantor, id, byOthers(before, after, grantor), nothing, context)),
    ...(gone.size === 0 ? [] : takeBack(id, context)),
    ...statementsFor(id, gone, without(after.byOwner, before.byOwner), context),
    ...columnsAgain(id, gone, context),
    ...grantors.flatMap((grantor) => inNameOf(grantor, id, nothing, byOthers(after, before, grantor), context)),
  ];
}

/** What the role gave to others and shall no longer have given: a right cannot be taken before what hangs on it. */
function takeBack(id: ObjectId, context: DdlContext): readonly Statement[] {
  const { target, role } = aboutOf(id, context);
  const others = context.start.partsOf(target, "privilege") as readonly Privilege[]; // partsOf gave privileges
  return others.flatMap((other) => {
    const given = recorded(other, context).byGrantor.get(role) ?? nothing;
    const after = privilegeAt(other.id, "goal", context);
    const kept = after === undefined ? nothing : (recorded(after, context).byGrantor.get(role) ?? nothing);
    return inNameOf(role, other.id, without(given, kept), nothing, context);
  });
}

/** REVOKE on a table takes the right from the columns too. */
function columnsAgain(id: ObjectId, gone: Rights, context: DdlContext): readonly Statement[] {
  const { target, role } = aboutOf(id, context);
  if (gone.size === 0) return [];
  return columnRights(target, context).flatMap((other) => {
    if (aboutOf(other.id, context).role !== role || privilegeAt(other.id, "start", context) === undefined) return [];
    const rights = recorded(other, context).all;
    return statementsFor(other.id, nothing, new Set([...rights].filter((right) => gone.has(right))), context);
  });
}

/** The goal's rights on columns of a relation. */
function columnRights(relation: ObjectId, { goal }: DdlContext): readonly Privilege[] {
  const isOfRelation = (target: ObjectId) => kindOf(target) === "column" && containerOf(nameOf(target)) === nameOf(relation);
  const rights =
    kindOf(relation) === "view" // whose columns are no objects
      ? goal.allOfKind("privilege").filter(({ id }) => isOfRelation(targetAndRole(id).target))
      : goal.partsOf(relation, "column").flatMap(({ id }) => goal.partsOf(id, "privilege"));
  return rights as unknown as readonly Privilege[]; // both gave privileges
}

function needsOf(id: ObjectId, before: Held, after: Held, context: DdlContext): readonly ObjectId[] {
  const { target, role } = targetAndRole(id);
  const isGained = (grantor: string) =>
    without(after.byGrantor.get(grantor) ?? nothing, before.byGrantor.get(grantor) ?? nothing).size > 0;
  const grantors = [...after.byGrantor.keys()].filter(isGained);
  // ids of what is no object are nobody's to wait for
  const own = grantors.flatMap((grantor) => [objectId("role", grantor), attachedId("privilege", target, grantor)]);
  const wholes = relationsOf(target).flatMap((holder) => [holder, attachedId("privilege", holder, aboutOf(id, context).role)]);
  return [target, ...wholes, ...roleIds(role), ...own];
}

const alterAll: AlterFacts<GrantedPrivileges> = ({ after: privilege }, context) => {
  const [before, after] = [heldBefore(privilege, context), recorded(privilege, context)];
  const { id } = privilege;
  return [{ statements: lead(id, before, after, context), needs: needsOf(id, before, after, context) }];
};

/** Changes in place, by fact. */
export const privilegeAlterations = { alterAll };

/** How rights are written. */
export const privilegeDdl: KindDdl<GrantedPrivileges> = {
  noun: ({ id }) => `PRIVILEGE ${id}`,
  create: (privilege, context) => {
    const [before, after] = [heldBefore(privilege, context), recorded(privilege, context)];
    const { id } = privilege;
    return [{ statements: lead(id, before, after, context), needs: needsOf(id, before, after, context) }];
  },
  drop: (privilege, context) => {
    const { target, role, all } = aboutOf(privilege.id, context);
    const hands = changeOfHands(target, context);
    if (hands?.from !== role) {
      return lead(privilege.id, recorded(privilege, context), unrecorded(privilege, "goal", context), context);
    }
    // The new owner gets what the old one had: given everything now, it has everything before and after ALTER … OWNER TO.
    return statementsFor(attachedId("privilege", target, hands.to ?? "$owner"), nothing, new Set(all), context);
  },
  goesWith: ({ id }, { start }) => carrierIn(start, targetAndRole(id).target),
};
