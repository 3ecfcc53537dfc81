/** What rights can be given on: how GRANT names it, which rights there are, and what a role has before anything is granted. */

import { containerOf, kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import type { CatalogView, DdlContext } from "./kind-ddl.ts";
import type { Rights, RightsType } from "./privilege-rights.ddl.ts";

/** A kind of object as GRANT spells it, and what its rights are. */
interface TargetType {
  readonly word: string;
  readonly type: RightsType;
  /** What everyone has from the start: acldefault() in src/backend/utils/adt/acl.c. */
  readonly everyone?: readonly string[];
}

const relation: TargetType = { word: "TABLE", type: "table" };
const type: TargetType = { word: "TYPE", type: "other", everyone: ["USAGE"] };
const routine: TargetType = { word: "FUNCTION", type: "routine", everyone: ["EXECUTE"] };

// Targets of the server itself and settings are no objects: their types come from pg_identify_object().
const targetTypes: { readonly [kind: string]: TargetType } = {
  column: { word: "TABLE", type: "column" },
  sequence: { word: "SEQUENCE", type: "sequence" },
  function: routine,
  aggregate: routine,
  procedure: { ...routine, word: "PROCEDURE" },
  enum: type,
  "composite-type": type,
  range: type,
  "base-type": type,
  type,
  domain: { ...type, word: "DOMAIN" },
  schema: { word: "SCHEMA", type: "schema" },
  language: { word: "LANGUAGE", type: "other", everyone: ["USAGE"] },
  "foreign-data-wrapper": { word: "FOREIGN DATA WRAPPER", type: "other" },
  server: { word: "FOREIGN SERVER", type: "other" },
  database: { word: "DATABASE", type: "database", everyone: ["CONNECT", "TEMPORARY"] },
  parameter: { word: "PARAMETER", type: "parameter" },
};

/** How GRANT speaks of a target. */
export function targetType(target: ObjectId): TargetType {
  return targetTypes[kindOf(target)] ?? relation;
}

/** `TABLE public.users`, also for one of its columns. */
export function grantTarget(target: ObjectId): string {
  const name = nameOf(target);
  return `${targetType(target).word} ${kindOf(target) === "column" ? containerOf(name) : name}`;
}

/** A right on the target as it stands in the list: `SELECT`, or `SELECT (email)` for a column. */
export function rightOn(target: ObjectId): (right: string) => string {
  return kindOf(target) === "column" ? (right) => `${right} (${ownNameOf(target)})` : (right) => right;
}

/** What a role has on an object by itself. `held` is what it has in the catalog that says more than the default. */
export function defaultRights(
  target: ObjectId,
  grantee: string,
  held: Rights,
  all: readonly string[],
  context: DdlContext & { readonly at: CatalogView },
): Rights {
  if (kindOf(target) === "column") return new Set();
  if (kindOf(target) === "schema" && nameOf(target) === "public" && !context.isNew(target) && grantee === "public")
    return new Set(publicRights(context.version));
  const object = context.at.get(target) ?? context.start.get(target) ?? context.goal.get(target);
  if (object === undefined) return shippedRights(target, grantee, held, all);
  if (grantee === "public") return new Set(targetType(target).everyone ?? []);
  return new Set(grantee === object.owner ? all : []);
}

// initdb gives them: src/bin/initdb/initdb.c
function publicRights(version: ServerVersion): readonly string[] {
  return atLeast(version, 15) ? ["USAGE"] : ["CREATE", "USAGE"];
}

/**
 * What came with the server or an extension started with rights that no catalog of ours holds (pg_init_privs). Rights are only
 * recorded where they differ, which mostly tells.
 */
function shippedRights(target: ObjectId, grantee: string, held: Rights, all: readonly string[]): Rights {
  const [first = ""] = all;
  if (all.length === 1) return new Set(held.size === 0 ? [first] : []);
  if (grantee !== "public") return new Set(held.size === 0 ? all : []);
  const usual = kindOf(target) === "schema" ? "USAGE" : "SELECT";
  if (targetType(target).type !== "table" && targetType(target).type !== "schema") return new Set();
  const isMore = held.has(usual) && held.size > 1;
  return new Set(held.size === 0 || isMore ? [usual] : []);
}
