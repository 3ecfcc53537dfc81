/**
 * What a new object has beyond the built-in rights, because ALTER DEFAULT PRIVILEGES says so where it is made: it is taken away, or
 * given back, right after CREATE, as far as the goal does not want it. Everything else about rights starts from the built-in ones.
 */

import { attachedId, containerOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { atLeast } from "../catalog/server-version.ts";
import type { Statement } from "../recipes/statement.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { type DefaultPrivilegeEntry, entryOf, heldOf, initial } from "./default-privilege.ddl.ts";
import type { DefaultPrivilegeFacts } from "./default-privilege.ts";
import type { DdlContext, ObjectOf } from "./kind-ddl.ts";
import { aboutOf, nothing, privilegeAt, recorded } from "./privilege-held.ddl.ts";
import { type Rights, rightsStatements, without } from "./privilege-rights.ddl.ts";
import { grantTarget } from "./privilege-target.ddl.ts";
import type { RangeFacts } from "./range.ts";

type DefaultPrivilege = ObjectOf<DefaultPrivilegeFacts>;

/** What ALTER DEFAULT PRIVILEGES calls objects of a kind. */
const objectsOf: { readonly [K in ObjectKind]?: string } = {
  table: "tables",
  view: "tables",
  "materialized-view": "tables",
  "foreign-table": "tables",
  sequence: "sequences",
  function: "functions",
  aggregate: "functions",
  procedure: "functions",
  enum: "types",
  domain: "types",
  "composite-type": "types",
  range: "types",
  "base-type": "types",
  schema: "schemas",
};

/** The statements for an object that the plan makes, as the owner of the database; none for other objects. */
export function levelRights(object: SchemaObject, context: DdlContext): readonly Statement[] {
  const objects = objectsOf[object.kind];
  if (objects === undefined || !context.isNew(object.id)) return [];
  const own = levelTarget({ id: object.id, owner: object.owner ?? "$owner", objects }, context);
  if (object.kind !== "range") return own;
  const range = object as ObjectOf<RangeFacts>; // a range's facts are those of its kind
  const multirange = `range:${range.facts.multirange}` as ObjectId; // as the server itself identifies it
  return [
    ...own,
    // from 17 on it has the rights of its range
    ...(atLeast(context.version, 17) ? [] : levelTarget({ id: multirange, owner: "$owner", objects: "types" }, context)),
    // its constructors stay with whoever made the type
    ...constructorsOf(range).flatMap((id) => levelTarget({ id, owner: "$owner", objects: "functions" }, context)),
  ];
}

interface Target {
  readonly id: ObjectId;
  readonly owner: string;
  /** As ALTER DEFAULT PRIVILEGES calls it. */
  readonly objects: string;
}

function levelTarget({ id, owner, objects }: Target, context: DdlContext): readonly Statement[] {
  const schema = objects === "schemas" ? "" : containerOf(nameOf(id).replace(/\(.*$/s, ""));
  const entries = entriesFor(objects, schema, context);
  return [...new Set(entries.map(({ entry }) => entry.grantee))].sort().flatMap((grantee) => {
    // what the maker has goes over to the owner
    const isMaker = grantee === "$owner";
    const holder = isMaker ? owner : unquoteIdentifier(grantee);
    if (!isMaker && holder === owner) return [];
    const basic = initial({ owner: "$owner", schema: "", objects, grantee }, context);
    return toBasic(id, holder, basic, given(entries, grantee, basic, context), context);
  });
}

/** makeRangeConstructors and makeMultirangeConstructors in src/backend/commands/typecmds.c. */
function constructorsOf({ id, facts }: ObjectOf<RangeFacts>): readonly ObjectId[] {
  const range = nameOf(id);
  const signatures = [
    `${range}(${facts.subtype},${facts.subtype})`,
    `${range}(${facts.subtype},${facts.subtype},text)`,
    `${facts.multirange}()`,
    `${facts.multirange}(${range})`,
    `${facts.multirange}(${range}[])`,
  ];
  return signatures.map((signature) => `function:${signature}` as ObjectId); // as the reader spells signatures
}

interface FoundEntry {
  readonly entry: DefaultPrivilegeEntry;
  readonly object: DefaultPrivilege;
}

/** Those that hold while the plan runs: what goes has gone before anything is made, what changes or comes does so at the end. */
function entriesFor(objects: string, schema: string, { start, goal }: DdlContext): readonly FoundEntry[] {
  return start.allOfKind("default-privilege").flatMap((object) => {
    const entry = entryOf(object.id);
    const isMeant = entry.owner === "$owner" && entry.objects === objects && (entry.schema === "" || entry.schema === schema);
    return isMeant && goal.get(object.id) !== undefined ? [{ entry, object: object as DefaultPrivilege }] : []; // allOfKind gave such entries
  });
}

function given(entries: readonly FoundEntry[], grantee: string, basic: Rights, context: DdlContext): Rights {
  const own = entries.filter(({ entry }) => entry.grantee === grantee);
  const everywhere = own.find(({ entry }) => entry.schema === "");
  const here = own.filter(({ entry }) => entry.schema !== "");
  const start = everywhere === undefined ? basic : heldOf(everywhere.object, context);
  return new Set([...start, ...here.flatMap(({ object }) => [...heldOf(object, context)])]);
}

/** Leaves what the goal wants where it is. */
function toBasic(target: ObjectId, role: string, basic: Rights, has: Rights, context: DdlContext): readonly Statement[] {
  const id = attachedId("privilege", target, role);
  const wanted = privilegeAt(id, "goal", context);
  const rights = wanted === undefined ? null : recorded(wanted, context).all;
  const surplus = without(without(has, basic), rights ?? nothing);
  const missing = without(basic, has);
  const lacking = rights === null ? missing : new Set([...missing].filter((right) => rights.has(right)));
  const text = { all: aboutOf(id, context).all, on: grantTarget(target), grantee: context.role(role) };
  return rightsStatements(text, surplus, lacking);
}
