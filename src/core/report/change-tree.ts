/**
 * The flat list of differences as people think of it: by schema, parts under their table, and nothing listed twice. What
 * came or went together with its parent is only counted, since "12 columns" under a new table is one thought, not twelve.
 */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { ParityChange } from "../parity/parity-report.ts";
import { type RiskLevel, riskLevels } from "../risk/risk-level.ts";
import { nameParts } from "./name-parts.ts";

/** An object that differs, or that holds some that do. */
export interface ChangeNode {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  /** Null: the object itself is the same on both sides. */
  readonly change: ParityChange | null;
  /** Parts to be listed, the riskiest first. */
  readonly children: readonly ChangeNode[];
  /** Parts that came or went with it. */
  readonly folded: readonly ParityChange[];
  /** The highest risk of it and its children. */
  readonly risk: RiskLevel;
}

/** The differences of one schema, or of what belongs to none. */
export interface ChangeGroup {
  /** A schema's name, or `database`. */
  readonly name: string;
  readonly nodes: readonly ChangeNode[];
  /** Changes in it, folded ones included. */
  readonly count: number;
}

/** Groups the changes: `database` first, then schemas by name; inside, the riskiest first and else in the given order. */
export function changeTree(changes: readonly ParityChange[]): readonly ChangeGroup[] {
  const drafts = new Map<ObjectId, Draft>();
  const groups = new Map<string, Draft[]>();
  const byId = new Map(changes.map((change) => [change.id, change]));
  const relations = new Map(
    changes.flatMap(({ kind, parent }) => (kind === "column" && parent !== null ? [[nameOf(parent), parent] as const] : [])),
  );
  const draftOf = (id: ObjectId): Draft => {
    const known = drafts.get(id);
    if (known !== undefined) return known;
    const draft: Draft = { id, change: byId.get(id) ?? null, parts: [] };
    drafts.set(id, draft);
    const parent = holderOf(id, draft.change?.parent ?? null, byId, relations);
    if (parent === null) {
      const group = groupOf(id, draft.change?.parent ?? null);
      const roots = groups.get(group) ?? [];
      groups.set(group, roots);
      roots.push(draft);
    } else draftOf(parent).parts.push(draft);
    return draft;
  };
  for (const change of changes) draftOf(change.id);
  return [...groups]
    .map(([name, roots]) => ({
      name,
      nodes: byRisk(roots.map(nodeOf)),
      count: roots.reduce((sum, root) => sum + changesIn(root).length, 0),
    }))
    .sort((a, b) => Number(b.name === databaseGroup) - Number(a.name === databaseGroup) || (a.name < b.name ? -1 : 1));
}

/** The changes that are a line of their own: what came or went with its parent is part of that one thought, and of its risk. */
export function unfoldedChanges(changes: readonly ParityChange[]): readonly ParityChange[] {
  const own = (node: ChangeNode): readonly ParityChange[] => [
    ...(node.change === null ? [] : [node.change]),
    ...node.children.flatMap(own),
  ];
  return changeTree(changes).flatMap((group) => group.nodes.flatMap(own));
}

interface Draft {
  readonly id: ObjectId;
  readonly change: ParityChange | null;
  readonly parts: Draft[];
}

const databaseGroup = "database";

/** Kinds whose names belong to no schema: the first part of their name is not a heading. */
const schemaless: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  "database",
  "role",
  "role-membership",
  "setting",
  "extension",
  "language",
  "access-method",
  "event-trigger",
  "cast",
  "transform",
  "foreign-data-wrapper",
  "server",
  "user-mapping",
  "publication",
  "publication-table",
  "publication-schema",
  "subscription",
  "privilege",
  "default-privilege",
  "comment",
  "security-label",
]);

// A column that is the same on both sides is no line of its own: its comment stands under the table.
function holderOf(
  id: ObjectId,
  parent: ObjectId | null,
  byId: ReadonlyMap<ObjectId, ParityChange>,
  relations: ReadonlyMap<string, ObjectId>,
): ObjectId | null {
  if (kindOf(id) === "schema" || parent === null || kindOf(parent) === "schema") return null;
  if (kindOf(parent) !== "column" || byId.has(parent)) return parent;
  const relation = nameParts(nameOf(parent)).slice(0, -1).join(".");
  return relations.get(relation) ?? (`table:${relation}` as ObjectId); // a column's name is its relation's and its own
}

function groupOf(id: ObjectId, parent: ObjectId | null): string {
  if (kindOf(id) === "schema") return nameOf(id);
  if (parent !== null && kindOf(parent) === "schema") return nameOf(parent);
  return schemaless.has(kindOf(id)) ? databaseGroup : (nameParts(nameOf(id))[0] ?? databaseGroup);
}

function nodeOf(draft: Draft): ChangeNode {
  const { id, change } = draft;
  const came = change?.change === "add" || change?.change === "remove" ? change.change : null;
  const isFolded = (part: Draft) => came !== null && changesIn(part).every((inner) => inner.change === came);
  const folded = draft.parts.filter(isFolded).flatMap(changesIn);
  const children = byRisk(draft.parts.filter((part) => !isFolded(part)).map(nodeOf));
  const levels = [change?.risk ?? "low", ...children.map((child) => child.risk)];
  return { id, kind: kindOf(id), change, children, folded, risk: highest(levels) };
}

function changesIn(draft: Draft): readonly ParityChange[] {
  return [...(draft.change === null ? [] : [draft.change]), ...draft.parts.flatMap(changesIn)];
}

function highest(levels: readonly RiskLevel[]): RiskLevel {
  return riskLevels[Math.max(...levels.map((level) => riskLevels.indexOf(level)))] ?? "low";
}

function byRisk(nodes: readonly ChangeNode[]): readonly ChangeNode[] {
  return [...nodes].sort((a, b) => riskLevels.indexOf(b.risk) - riskLevels.indexOf(a.risk));
}
