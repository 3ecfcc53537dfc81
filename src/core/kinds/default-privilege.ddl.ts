/** ALTER DEFAULT PRIVILEGES as SQL: what differs from what new objects start with anyway. */

import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { Statement } from "../recipes/statement.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { colonParts, roleIds, roleSql } from "./attached-name.ddl.ts";
import type { DefaultPrivilegeFacts } from "./default-privilege.ts";
import type { AlterFacts, DdlContext, KindDdl, ObjectOf } from "./kind-ddl.ts";
import { allRights, type Rights, type RightsType, rightsOf, rightsStatements, without } from "./privilege-rights.ddl.ts";

type DefaultPrivilege = ObjectOf<DefaultPrivilegeFacts>;

/** What `default-privilege:owner:schema:objects:grantee` says. */
export interface DefaultPrivilegeEntry {
  readonly owner: string;
  /** Quoted; empty for all schemas. */
  readonly schema: string;
  readonly objects: string;
  readonly grantee: string;
}

const types: { readonly [objects: string]: { readonly type: RightsType; readonly everyone: readonly string[] } } = {
  tables: { type: "table", everyone: [] },
  sequences: { type: "sequence", everyone: [] },
  functions: { type: "routine", everyone: ["EXECUTE"] },
  types: { type: "other", everyone: ["USAGE"] },
  schemas: { type: "schema", everyone: [] },
  "large-objects": { type: "large object", everyone: [] },
};

/** Takes an id apart. */
export function entryOf(id: ObjectId): DefaultPrivilegeEntry {
  const [, owner = "", schema = "", objects = "", grantee = ""] = colonParts(id);
  return { owner, schema, objects, grantee };
}

/** Everything that can be given on such objects. */
const rightsFor = ({ objects }: DefaultPrivilegeEntry, { version }: DdlContext) =>
  allRights(types[objects]?.type ?? "table", version);

/** What holds without the entry: one for all schemas stands for the built-in default, one for a schema adds to it. */
export function initial(entry: DefaultPrivilegeEntry, context: DdlContext): Rights {
  if (entry.schema !== "") return new Set();
  if (entry.grantee === "public") return new Set(types[entry.objects]?.everyone ?? []);
  return new Set(entry.grantee === entry.owner ? rightsFor(entry, context) : []);
}

function lead(entry: DefaultPrivilegeEntry, before: Rights, after: Rights, context: DdlContext): readonly Statement[] {
  const schema = entry.schema === "" ? "" : ` IN SCHEMA ${entry.schema}`;
  const text = {
    all: rightsFor(entry, context),
    prefix: `ALTER DEFAULT PRIVILEGES FOR ROLE ${roleSql(entry.owner, context)}${schema} `,
    on: entry.objects.replace("-", " ").toUpperCase(),
    grantee: roleSql(entry.grantee, context),
  };
  const detail = `a member of ${roleSql(entry.owner, context)}; objects that exist already keep their rights`;
  return rightsStatements(text, without(before, after), without(after, before)).map((one) => ({
    ...one,
    hazards: [{ hazard: "needs-privilege", detail }],
  }));
}

/** What the entry gives. */
export const heldOf = ({ id, facts }: DefaultPrivilege, context: DdlContext) =>
  rightsOf(facts.privileges, rightsFor(entryOf(id), context));

// late: what the plan makes starts with the rights of the start
const alterRights: AlterFacts<DefaultPrivilegeFacts> = ({ before, after }, context) => [
  { statements: lead(entryOf(after.id), heldOf(before, context), heldOf(after, context), context), isLate: true },
];

/** Changes in place, by fact. */
export const defaultPrivilegeAlterations = { alterRights };

/** How default privileges are written. */
export const defaultPrivilegeDdl: KindDdl<DefaultPrivilegeFacts> = {
  noun: ({ id }) => `DEFAULT PRIVILEGE ${id}`,
  create: (object, context) => {
    const entry = entryOf(object.id);
    const schema = entry.schema === "" ? [] : [objectId("schema", unquoteIdentifier(entry.schema))];
    const statements = lead(entry, initial(entry, context), heldOf(object, context), context);
    return [{ statements, needs: [...schema, ...roleIds(entry.owner, entry.grantee)], isLate: true }];
  },
  drop: (object, context) => {
    const entry = entryOf(object.id);
    return lead(entry, heldOf(object, context), initial(entry, context), context);
  },
};
