/**
 * What migrations would lose, each by the name under which it is acknowledged: `drop:column:public.users.email`. Removals are those that
 * a copy showed; what loses rows without removing anything is found in the statements.
 */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Change, RenameCandidate } from "../diff/change.ts";
import type { JudgedMigration, JudgedStatement } from "../lint/judged-migration.ts";
import { droppedBy, renamedBy } from "../lint/objects-in-tree.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import { rateForm } from "../risk/statement-form.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Loss } from "./loss.ts";

/** Hold rows or values, or are definitions that others may use. */
const lost: { readonly [K in ObjectKind]?: string } = {
  schema: "drops a schema",
  extension: "drops an extension",
  table: "drops a table and its rows",
  "foreign-table": "drops a foreign table",
  column: "drops a column and its values",
  sequence: "drops a sequence and where it stands",
  "materialized-view": "drops a materialized view",
  view: "drops a view that others may read",
  function: "drops a function that others may call",
  procedure: "drops a procedure that others may call",
  aggregate: "drops an aggregate that others may call",
  enum: "drops a type",
  domain: "drops a type",
  "composite-type": "drops a type",
  range: "drops a type",
  "base-type": "drops a type",
};

/** Of one file. What goes with its parent is the parent's loss; what was renamed is none. */
export function lossesOf(
  file: string,
  changes: readonly Change[],
  renames: readonly RenameCandidate[],
  judged: JudgedMigration,
): readonly Loss[] {
  const removed = new Set(changes.filter(({ change }) => change === "remove").map(({ id }) => id));
  const renamed = new Set(judged.statements.some(({ node }) => node === "RenameStmt") ? renames.map(({ from }) => from) : []);
  const { kept, gone } = columnsByStatements(judged);
  const removals = changes.flatMap((one): Loss[] => {
    const why = lost[one.kind];
    if (
      one.change !== "remove" ||
      why === undefined ||
      isTriggerFunction(one) ||
      isUnder(one, removed) ||
      renamed.has(one.id) ||
      kept.has(one.id) ||
      isParents(one, judged, (id) => removed.has(id) || renamed.has(id) || kept.has(id))
    )
      return [];
    return [{ name: `drop:${one.id}`, file, why }];
  });
  const taken = [...gone].map((id): Loss => ({ name: `drop:${id}`, file, why: "drops a column and its values" }));
  const known = new Set([...removals, ...taken].map(({ name }) => name));
  return [
    ...removals,
    ...taken.filter(({ name }) => !removals.some((one) => one.name === name)),
    ...judged.statements.flatMap((one) => statementLosses(file, one, removed)).filter(({ name }) => !known.has(name)),
  ];
}

// Nobody can call it, and the server keeps it while a trigger does.
function isTriggerFunction({ object: { kind, facts } }: Extract<Change, { change: "remove" }>): boolean {
  return kind === "function" && facts.resultType === "trigger";
}

interface FollowedColumns {
  /** Have another name in the end. */
  readonly kept: ReadonlySet<string>;
  /** Were dropped under another name, while what is called as they were is another column. */
  readonly gone: ReadonlySet<string>;
}

// Where columns swap their names, the difference of two schemas shows one that changed and one that is gone.
function columnsByStatements(judged: JudgedMigration): FollowedColumns {
  const origins = new Map<string, string>();
  const gone = new Set<string>();
  for (const statement of judged.statements) {
    const renamed = renamedBy(statement, judged);
    if (renamed?.sort === "column") {
      const origin = origins.get(renamed.from) ?? renamed.from;
      origins.delete(renamed.from);
      origins.set(renamed.to, origin);
    }
    for (const { sort, name } of droppedBy(statement, judged)) {
      const origin = sort === "column" ? origins.get(name) : undefined;
      if (origin !== undefined) gone.add(`column:${origin}`);
      origins.delete(name);
    }
  }
  return { kept: new Set([...origins.values()].map((origin) => `column:${origin}`)), gone };
}

function isUnder({ parent }: Change, removed: ReadonlySet<ObjectId>): boolean {
  return parent !== null && removed.has(parent);
}

// What a parent's column does, its partitions' do, as long as they are its partitions.
function isParents({ id, kind, parent }: Change, { after }: JudgedMigration, isTold: (id: ObjectId) => boolean): boolean {
  if (kind !== "column" || parent === null) return false;
  const table = after.known(nameOf(parent) as QualifiedName); // ids and the model's names are quoted alike
  if (table === null || table.partitionBound === null) return false;
  return table.parents.some((of) => isTold(`column:${of}.${ownNameOf(id)}` as ObjectId)); // as above
}

function statementLosses(
  file: string,
  { effects, node, fields, made }: JudgedStatement,
  removed: ReadonlySet<string>,
): readonly Loss[] {
  return effects.uses.flatMap(({ form, relation, part }): Loss[] => {
    if (relation === null || made.has(relation)) return [];
    if (form === "truncate-table") return [{ name: `truncate:table:${relation}`, file, why: rateForm(form).why }];
    if (form === "delete-many-rows" && node === "DeleteStmt" && fields.whereClause === undefined)
      return [{ name: `delete:table:${relation}`, file, why: "deletes every row" }];
    const { axis, level, why } = rateForm(form);
    // tables and columns show as removals, if they are there
    if (axis !== "data" || level !== "high" || part === null) return [];
    const constraint = `constraint:${relation}.${quoteIdentifier(part)}`;
    // what is made again at once is not lost
    const isGone = removed.has(constraint) || form === "unenforce-foreign-key";
    return isGone ? [{ name: `drop:${constraint}`, file, why }] : [];
  });
}
