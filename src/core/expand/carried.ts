/**
 * What belongs to the old form and has to belong to the new one: indexes, constraints, statistics, comments and rights. Nobody edits SQL
 * for it: the plain change is made on a scratch copy, the server rewrites what uses the column, and these functions pick from what was
 * read there.
 */

import type { Catalog, Dependency } from "../catalog/catalog.ts";
import { attachedId, kindOf, nameOf, type ObjectId, objectId, parentedId } from "../catalog/object-id.ts";
import type { FactValue, SchemaObject } from "../catalog/schema-object.ts";
import { idOf } from "./change-statements.ts";
import { nameParts } from "./find-column.ts";
import { type TablePlace, type TwinChange, twinSuffix } from "./recorded-change.ts";
import { familyOf } from "./table-family.ts";
import { columnNames, suffixed } from "./twin-names.ts";

/** An object under two names. */
export interface NamePair {
  readonly from: ObjectId;
  readonly to: ObjectId;
}

const carriedKinds: ReadonlySet<string> = new Set(["constraint", "index", "statistics"]);
const attachedKinds: ReadonlySet<string> = new Set(["comment", "privilege", "security-label"]);

/** The new columns' ids as the plain change leaves them, and as they are called before the switch; those of partitions too. */
export function newColumns(change: TwinChange, catalog: Pick<Catalog, "objects">): readonly NamePair[] {
  return change.twins.flatMap((twin) => {
    const before = columnNames(change, twin, "before").news;
    const after = columnNames(change, twin, "after").news;
    return inFamily(twin, catalog, after, before);
  });
}

/** The old columns' ids, before the switch and after it; those of partitions too. */
export function oldColumns(change: TwinChange, catalog: Pick<Catalog, "objects">): readonly NamePair[] {
  return change.twins.flatMap((twin) => {
    const before = columnNames(change, twin, "before").olds;
    const after = columnNames(change, twin, "after").olds;
    return inFamily(twin, catalog, before, after);
  });
}

function inFamily(
  twin: TablePlace,
  catalog: Pick<Catalog, "objects">,
  from: readonly string[],
  to: readonly string[],
): readonly NamePair[] {
  return familyOf(twin, catalog).flatMap((place) =>
    from.map((name, i) => ({
      from: parentedId("column", idOf(place), name),
      to: parentedId("column", idOf(place), to[i] ?? name),
    })),
  );
}

/** Constraints, indexes and statistics that use one of these columns, each with a name that another suffix ends. */
export function carriedNames(
  { objects, dependencies }: Catalog,
  columns: readonly ObjectId[],
  suffix: string,
): readonly NamePair[] {
  const wanted = new Set(columns);
  const ids = new Set(dependencies.flatMap(({ from, to }) => (wanted.has(to) && carriedKinds.has(kindOf(from)) ? [from] : [])));
  return [...ids].sort().flatMap((id) => {
    const object = objects.get(id);
    return object === undefined || followsParent(object) ? [] : [{ from: id, to: renamed(id, suffix) }];
  });
}

// A partition's check is its parent's under the same name; its keys and foreign keys have names of their own.
function followsParent({ kind, facts }: SchemaObject): boolean {
  return kind === "constraint" && facts.type === "check" && facts.isLocal === false;
}

/** The id with a suffix at the end of its own name. */
export function renamed(id: ObjectId, suffix: string): ObjectId {
  const parts = nameParts(nameOf(id));
  const own = suffixed(parts.at(-1) ?? "", suffix);
  return objectId(kindOf(id), ...parts.slice(0, -1), own);
}

/** The schema in which the new form has everything that can be there beside the old one's. */
export function carriedGoal(start: Catalog, twins: Catalog, change: TwinChange): Catalog {
  const objects = new Map(start.objects);
  const asIndex = new Map<ObjectId, ObjectId>();
  for (const { id, kind, ...object } of twins.objects.values()) {
    if (start.objects.has(id)) continue;
    const target = attachedKinds.has(kind) ? attachedTo(object.parent, twins, start) : carriedKinds.has(kind);
    if (!target) continue;
    const one = { ...object, id, kind };
    if (one.facts.type === "primary key") {
      // a table has one primary key: until the switch the new one is an index that can become it
      const index = indexOfKey(one);
      asIndex.set(id, index.id);
      objects.set(index.id, index);
    } else objects.set(id, one);
  }
  for (const { to: id } of newColumns(change, start)) {
    const [own, seen] = [start.objects.get(id), twins.objects.get(id)];
    if (own === undefined || seen === undefined) continue;
    const { notNull = false, storage = null, compression = null, statisticsTarget = null, options = {} } = seen.facts;
    objects.set(id, { ...own, facts: { ...own.facts, notNull, storage, compression, statisticsTarget, options } });
  }
  const through = (id: ObjectId) => asIndex.get(id) ?? id;
  const added = twins.dependencies
    .map(({ from, to, type }): Dependency => ({ from: through(from), to: through(to), type }))
    .filter(({ from }) => objects.has(from) && !start.objects.has(from));
  return { ...start, objects, dependencies: [...start.dependencies, ...added] };
}

// A comment or right is carried where its target is: a new column or something carried.
function attachedTo(target: ObjectId | null, twins: Catalog, start: Catalog): boolean {
  if (target === null) return false;
  return (
    (carriedKinds.has(kindOf(target)) && !start.objects.has(target)) || (kindOf(target) === "column" && twins.objects.has(target))
  );
}

function indexOfKey(key: SchemaObject): SchemaObject {
  const table = key.parent ?? attachedId("table", "");
  const [schema = ""] = nameParts(nameOf(table));
  const { index, indexOptions, indexTablespace } = key.facts;
  // a constraint with an index has the index's facts as an object
  const keys = (index ?? {}) as SchemaObject["facts"];
  return {
    ...key,
    kind: "index",
    id: objectId("index", schema, nameParts(nameOf(key.id)).at(-1) ?? ""),
    facts: {
      ...keys,
      expressions: null,
      predicate: null,
      table,
      isUnique: true,
      nullsNotDistinct: false,
      isValid: true,
      options: indexOptions ?? {},
      tablespace: indexTablespace ?? null,
      statistics: {},
      attachedTo: null,
    },
  };
}

/**
 * The schema once the new form leads: `reached` after the names were swapped, with everything else as the plain change has it, and the old
 * form without what could keep a writer from writing.
 */
export function switchedGoal(reached: Catalog, plain: Catalog, change: TwinChange): Catalog {
  const retired = new Map(
    change.twins.flatMap((twin) => {
      const names = columnNames(change, twin, "after").olds;
      // since 18 NOT NULL has a name, which a partition that was attached has otherwise, and which cannot come back by itself
      const isNamedApart = (reached.server?.versionNumber ?? 0) >= 180_000 && familyOf(twin, reached).length > 1;
      return familyOf(twin, reached).flatMap((place) =>
        names.map((name, i) => {
          const { expression = "", isSafe = false } = twin.olds[i] ?? {};
          const keepsKeys = isTotal(expression, isSafe);
          return [parentedId("column", idOf(place), name), { keepsKeys, keepsNotNull: keepsKeys && !isNamedApart }] as const;
        }),
      );
    }),
  );
  const objects = new Map<ObjectId, SchemaObject>();
  const loose = new Set(reached.dependencies.filter(({ to }) => retired.get(to)?.keepsKeys === false).map(({ from }) => from));
  for (const [id, object] of reached.objects) {
    const kept = retired.get(id);
    if (kept !== undefined) objects.set(id, retiredColumn(object, kept.keepsNotNull));
    else if (loose.has(id) && isUnique(object)) continue;
    else if (object.kind === "not-null" && object.parent !== null && retired.get(object.parent)?.keepsNotNull === false) continue;
    else objects.set(id, isKept(object) ? object : asPlain(object, plain.objects.get(id), reached));
  }
  for (const [id, object] of plain.objects)
    if (!objects.has(id) && !isKept(object) && !retired.has(id) && !isAttachedToKept(object)) objects.set(id, object);
  const isReached = (id: ObjectId) => retired.has(id) || reached.objects.get(id) === objects.get(id);
  const taken = [
    ...reached.dependencies.filter(({ from }) => objects.has(from) && isReached(from)),
    ...plain.dependencies.filter(({ from }) => objects.has(from) && !isReached(from)),
  ];
  return { ...reached, objects, dependencies: taken };
}

const keptKinds: ReadonlySet<string> = new Set(["constraint", "index", "statistics", "not-null"]);

function isKept({ kind }: SchemaObject): boolean {
  return keptKinds.has(kind);
}

function isAttachedToKept({ kind, parent }: SchemaObject): boolean {
  return attachedKinds.has(kind) && parent !== null && keptKinds.has(kindOf(parent));
}

function isUnique({ kind, facts }: SchemaObject): boolean {
  return (
    (kind === "constraint" && (facts.type === "unique" || facts.type === "primary key")) ||
    (kind === "index" && facts.isUnique === true)
  );
}

// Nothing but its trigger writes it any more.
function retiredColumn(object: SchemaObject, keepsNotNull: boolean): SchemaObject {
  return {
    ...object,
    facts: { ...object.facts, default: null, identity: null, notNull: object.facts.notNull === true && keepsNotNull },
  };
}

function asPlain(object: SchemaObject, plain: SchemaObject | undefined, reached: Catalog): SchemaObject {
  if (plain === undefined || plain.kind !== "table") return plain ?? object;
  // until the clean-up the new form's index may still have a name of its own
  const { replicaIdentityIndex = null, clusterOn = null } = plain.facts;
  return {
    ...plain,
    facts: {
      ...plain.facts,
      replicaIdentityIndex: newIndex(replicaIdentityIndex, plain, reached),
      clusterOn: newIndex(clusterOn, plain, reached),
    },
  };
}

function newIndex(name: FactValue, { id }: SchemaObject, { objects }: Catalog): FactValue {
  if (typeof name !== "string") return name;
  const own = suffixed(name, twinSuffix);
  const [schema = ""] = nameParts(nameOf(id));
  return objects.has(objectId("index", schema, own)) || objects.has(parentedId("constraint", id, own)) ? own : name;
}

/** Every value of the new form has one of the old form: the old column may stay NOT NULL and unique. */
function isTotal(expression: string, isSafe: boolean): boolean {
  // to citext Ada and ada are one, so that its unique index would refuse the second of them
  return isSafe && !/^case when\b|::(?:[\w"]+\.)?citext$/.test(expression);
}
