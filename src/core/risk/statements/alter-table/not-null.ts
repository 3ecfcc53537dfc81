/** SET and DROP NOT NULL, and NOT NULL as a constraint (18+): rows are looked at unless a valid check proves that there is no null. */

import { namesOf, nodeOf, textOf } from "../../../sql/sql-tree.ts";
import type { Cost } from "../../forms/form.ts";
import { provingCheck } from "../../not-null-proof.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { RelationModel } from "../../schema-model.ts";
import { learnConstraint } from "../new-relation/learn-constraint.ts";
import { hasRows } from "./alteration.ts";
import type { ClauseReader } from "./clause.ts";

/** Reads `AT_SetNotNull`. */
export const setNotNull: ClauseReader = ({ fields, relation, children, isOnly, alteration }, { draft }) => {
  const part = textOf(fields.name) ?? "";
  if (isNotNull(relation, part)) {
    // until 17 tables that inherit were asked all the same
    const asked = draft.major < 18 && relation.relkind !== "p" ? children : [];
    const costs = (table: RelationModel) => nullCosts(table, part, draft);
    alteration.use("set-not-null-again", relation, asked, { part, costs });
    for (const table of asked) markNotNull(table, part, draft);
    return;
  }
  const tables = [relation, ...children];
  // until 17 ONLY makes sure that every partition has it already
  if (isOnly && relation.relkind === "p" && draft.major < 18)
    for (const child of draft.descendantsOf(relation.name)) alteration.lockBelow(child);
  alteration.use(needsScan(tables, part, draft) ? "set-not-null" : "set-not-null-proven", relation, children, {
    part,
    because: proofWords(tables, part, draft),
    costs: (table) => nullCosts(table, part, draft),
  });
  for (const table of tables) markNotNull(table, part, draft);
};

/** Reads `AT_DropNotNull`. */
export const dropNotNull: ClauseReader = ({ fields, relation, children, isOnly, alteration }, { draft }) => {
  const part = textOf(fields.name) ?? "";
  const column = relation.columns.find(({ name }) => name === part);
  const isNullable = column?.notNull === false;
  const below = belowDropped(relation, children, isNullable, isOnly, draft);
  alteration.use(isNullable ? "drop-not-null-again" : "drop-not-null", relation, below, { part });
  for (const table of [relation, ...children]) {
    draft.changeColumn(table.name, part, { notNull: false });
    draft.change(table.name, table.relkind, ({ constraints }) => ({
      constraints: constraints.filter((one) => one.type !== "n" || !one.columns.includes(part)),
    }));
  }
};

// Since 18 there is a constraint: without it nothing happens, with it those right below are looked at even with ONLY.
function belowDropped(
  relation: RelationModel,
  children: readonly RelationModel[],
  isNullable: boolean,
  isOnly: boolean,
  draft: SchemaDraft,
): readonly RelationModel[] {
  if (draft.major < 18) return children;
  if (isNullable) return [];
  return isOnly ? draft.childrenOf(relation.name) : children;
}

/** Reads `AT_AddConstraint` with `CONSTR_NOTNULL`. */
export const addNotNull: ClauseReader = ({ fields, relation, children, isOnly, alteration }, { draft }) => {
  const constraint = nodeOf(fields.def, "Constraint") ?? {};
  const part = namesOf(constraint.keys)?.[0] ?? "";
  const below = isOnly ? [] : children;
  const affected = [relation, ...(constraint.is_no_inherit === true ? [] : below)];
  const names = new Set(affected.map(({ name }) => name));
  if (constraint.skip_validation === true) alteration.use("add-not-null-not-valid", relation, below, { part });
  else
    alteration.use(needsScan(affected, part, draft) ? "set-not-null" : "set-not-null-proven", relation, below, {
      part,
      because: proofWords(affected, part, draft),
      costs: (table) => (names.has(table.name) ? nullCosts(table, part, draft) : []),
    });
  for (const table of affected) {
    learnConstraint(table.name, constraint, null, draft);
    draft.changeColumn(table.name, part, { notNull: true });
  }
};

/** What it costs a table that a column may no longer be null. */
export function nullCosts(table: RelationModel, column: string, draft: SchemaDraft): readonly Cost[] {
  // a constraint that waits for its validation gets it now, proof or not
  if (isPending(table, column)) return ["scan"];
  return isNotNull(table, column) || provingCheck(table, column, draft) !== null ? [] : ["scan"];
}

function isPending({ constraints }: RelationModel, column: string): boolean {
  return constraints.some((one) => one.type === "n" && !one.isValid && one.columns.includes(column));
}

/** True for a column of which the server knows already that it holds no null. */
export function isNotNull(table: RelationModel, column: string): boolean {
  if (isPending(table, column)) return false;
  const isMarked = table.columns.some(({ name, notNull }) => name === column && notNull);
  // of a column that nobody has seen only its constraint may be known
  return isMarked || table.constraints.some(({ type, isValid, columns }) => type === "n" && isValid && columns.includes(column));
}

/** Marks the column and makes its constraint valid. */
export function markNotNull(table: RelationModel, column: string, draft: SchemaDraft): void {
  draft.changeColumn(table.name, column, { notNull: true });
  draft.change(table.name, table.relkind, ({ constraints }) => ({
    constraints: constraints.map((one) => (one.type === "n" && one.columns.includes(column) ? { ...one, isValid: true } : one)),
  }));
}

function needsScan(tables: readonly RelationModel[], column: string, draft: SchemaDraft): boolean {
  return tables.some((table) => hasRows(table) && nullCosts(table, column, draft).length > 0);
}

function proofWords(tables: readonly RelationModel[], column: string, draft: SchemaDraft): string | null {
  if (needsScan(tables, column, draft)) return null;
  const checks = new Set(tables.flatMap((table) => provingCheck(table, column, draft) ?? []));
  return checks.size === 0 ? null : `the check ${[...checks].join(", ")} proves it`;
}
