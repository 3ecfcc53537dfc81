/**
 * What becomes of each object: made, dropped, changed in place, or made again. Starts from the differences and follows the
 * dependencies: whoever uses something that must be made again lets go of it or is made again too, and nobody else.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { Change, FactChange } from "../diff/change.ts";
import type { DdlContext, Detachment } from "../kinds/kind-ddl.ts";
import type { DependencyIndex } from "./dependency-index.ts";
import { kindNamed } from "./plan-context.ts";
import { UnplannableError } from "./unplannable-error.ts";

/** What becomes of one object. */
export type Disposition =
  | { readonly kind: "create"; readonly after: SchemaObject }
  | { readonly kind: "drop"; readonly before: SchemaObject }
  | { readonly kind: "alter"; readonly before: SchemaObject; readonly after: SchemaObject; readonly facts: ReadonlySet<string> }
  | { readonly kind: "replace"; readonly before: SchemaObject; readonly after: SchemaObject };

/** An object that lets go of another one while that is made again. */
export interface Release {
  readonly id: ObjectId;
  readonly from: ObjectId;
  readonly detachment: Detachment;
}

/** The whole of it. */
export interface Dispositions {
  readonly byId: ReadonlyMap<ObjectId, Disposition>;
  readonly releases: readonly Release[];
  /** Objects that stand aside while a column's type changes, or the type of a column is made again: `change` is whichever it is. */
  readonly aside: readonly { readonly id: ObjectId; readonly change: ObjectId }[];
  /** Users that an object brings over when it is made again. */
  readonly carried: ReadonlyMap<ObjectId, ReadonlySet<ObjectId>>;
}

/** Decides for all objects. @throws AppError PLAN_UNSUPPORTED */
export function disposeOf(changes: readonly Change[], dependencies: DependencyIndex, context: DdlContext): Dispositions {
  const byId = new Map<ObjectId, Disposition>();
  const releases = new Map<string, Release>();
  const aside: { id: ObjectId; change: ObjectId }[] = [];
  const carried = new Map<ObjectId, Set<ObjectId>>();
  const queue: ObjectId[] = [];

  const replace = (id: ObjectId): void => {
    const known = byId.get(id);
    if (known?.kind === "replace" || known?.kind === "drop" || known?.kind === "create") return;
    const before = context.start.get(id);
    const after = context.goal.get(id);
    if (before === undefined || after === undefined) return;
    const reason = kindNamed(before.kind).ddl.cannotBeRemade;
    if (reason !== undefined)
      throw new UnplannableError(id, {
        message: `${id} cannot be changed in place, and is not made again: ${reason}.`,
        hint: `--ignore ${id} plans the rest.`,
      });
    byId.set(id, { kind: "replace", before, after });
    queue.push(id);
  };

  const standAside = (column: ObjectId, change: ObjectId): void => {
    for (const dependent of dependencies.usersOf(column)) {
      const object = context.start.get(dependent);
      const ddl = object === undefined ? undefined : kindNamed(object.kind).ddl;
      if (object === undefined || ddl === undefined) continue;
      const isInTheWay = ddl.holdsColumnTypes?.(object) === true || (change !== column && ddl.joinsColumns?.(object) === true);
      if (!isInTheWay) continue;
      replace(dependent);
      aside.push({ id: dependent, change });
    }
  };

  for (const change of changes) {
    const disposition = firstDisposition(change, context);
    if (disposition.kind === "replace") replace(change.id);
    else byId.set(change.id, disposition);
    if (disposition.kind === "drop") queue.push(change.id);
  }
  for (const [id, disposition] of byId) {
    if (disposition.kind === "alter" && changesColumnType(disposition)) standAside(id, id);
  }
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const gone = byId.get(id);
    if (gone?.kind !== "replace" && gone?.kind !== "drop") continue;
    // what is part of it goes along, and comes back as far as the goal has it; what has moved away in time stays
    const parts = kindNamed(gone.before.kind).holdsOthers === true ? [] : dependencies.partsBefore(id);
    for (const part of parts) {
      const known = byId.get(part);
      const before = context.start.get(part);
      const after = context.goal.get(part);
      if (before === undefined || after === undefined || known?.kind === "replace") continue;
      if (known?.kind === "alter" && after.parent !== id && !dependencies.isWithin(part, id)) continue;
      byId.set(part, { kind: "replace", before, after });
      queue.push(part);
    }
    if (gone.kind === "replace")
      for (const part of dependencies.partsAfter(id)) {
        const after = context.goal.get(part);
        if (after !== undefined && !byId.has(part)) byId.set(part, { kind: "create", after });
      }
    for (const user of dependencies.usersOf(id)) {
      if (dependencies.isWithin(user, id) || dependencies.isWithin(id, user)) continue;
      const known = byId.get(user);
      if (known?.kind === "replace" || known?.kind === "drop") continue;
      // it no longer uses what goes: its own change comes first
      if (known?.kind === "alter" && gone.kind === "drop") continue;
      const before = context.start.get(user);
      if (before === undefined) continue;
      if (gone.kind === "replace" && kindNamed(gone.before.kind).ddl?.carries?.(gone.before, before, context) === true) {
        carried.set(id, (carried.get(id) ?? new Set()).add(user));
        standAside(user, id);
        continue;
      }
      const detachment = kindNamed(before.kind).ddl?.detach?.(before, gone.before, context) ?? null;
      if (detachment === null) replace(user);
      else if (known?.kind !== "alter" || gone.kind === "replace")
        releases.set(`${user} ${id}`, { id: user, from: id, detachment });
    }
  }
  const inOrder = new Map([...byId].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { byId: inOrder, releases: [...releases.values()], aside, carried };
}

function firstDisposition(change: Change, context: DdlContext): Disposition {
  switch (change.change) {
    case "add":
      return { kind: "create", after: change.object };
    case "remove":
      return { kind: "drop", before: change.object };
    default: {
      const before = context.start.get(change.change === "rename" ? change.formerId : change.id);
      const after = context.goal.get(change.id);
      if (before === undefined || after === undefined) throw new Error(`${change.id} is in one catalog only`);
      const facts = new Set(change.facts.map(({ fact }) => fact));
      const mustReplace = change.facts.some((fact) => !canAlter(fact, { before, after, facts }, context));
      return mustReplace ? { kind: "replace", before, after } : { kind: "alter", before, after, facts };
    }
  }
}

function canAlter(
  { fact }: FactChange,
  alteration: { before: SchemaObject; after: SchemaObject; facts: ReadonlySet<string> },
  context: DdlContext,
): boolean {
  if (fact === "owner" || fact === "position") return true;
  const meaning = kindNamed(alteration.after.kind).changes[fact];
  if (meaning === undefined || meaning.how === "replace") return false;
  return meaning.canAlter?.(alteration, context) ?? true;
}

function changesColumnType({ after, facts }: Disposition & { kind: "alter" }): boolean {
  const { changes } = kindNamed(after.kind);
  return [...facts].some((fact) => changes[fact]?.changesColumnType === true);
}
