/** Clauses on one column that leave its rows alone: defaults, identity, generation, statistics and storage. */

import { listOf, nodeOf, textOf } from "../../../sql/sql-tree.ts";
import type { LockMode } from "../../lock-mode.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { learnColumn } from "../new-relation/learn-column.ts";
import type { Reading } from "../statement-reader.ts";
import type { Clause, ClauseReader } from "./clause.ts";

/** A clause that only has a form, on the relation and (`recursing`) on those below. */
export function plain(form: StatementForm, recursing: "recursing" | "alone"): ClauseReader {
  return ({ fields, relation, children, alteration }) => {
    alteration.use(form, relation, recursing === "recursing" ? children : [], { part: textOf(fields.name) });
  };
}

/** Reads `AT_ColumnDefault`. */
export const setDefault: ClauseReader = ({ fields, relation, children, alteration }, { draft }) => {
  alteration.use("set-default", relation, children, { part: textOf(fields.name) });
  const value = fields.def === undefined ? null : { tree: fields.def };
  for (const table of [relation, ...children]) draft.changeColumn(table.name, textOf(fields.name) ?? "", { default: value });
};

/** Reads `AT_AddIdentity`: a sequence is made, existing rows have their values already. */
export const addIdentity: ClauseReader = (clause, { draft }) => {
  const { fields, relation, alteration } = clause;
  const part = textOf(fields.name) ?? "";
  alteration.use("set-identity", relation, partitionsWithIdentity(clause, draft.major), { part });
  const column = relation.columns.find(({ name }) => name === part);
  if (column !== undefined)
    learnColumn(relation.name, { colname: part, constraints: [{ Constraint: { contype: "CONSTR_IDENTITY" } }] }, draft);
};

/** Reads `AT_SetIdentity`. */
export const setIdentity: ClauseReader = (clause, reading) => {
  const { fields, relation, alteration } = clause;
  const part = textOf(fields.name) ?? "";
  // ALWAYS and BY DEFAULT are the column's, the rest is the sequence's
  const isColumns = listOf(nodeOf(fields.def, "List")?.items ?? fields.def).some(
    (one) => nodeOf(one, "DefElem")?.defname === "generated",
  );
  alteration.use("set-identity", relation, isColumns ? partitionsWithIdentity(clause, reading.draft.major) : [], { part });
  lockSequence(relation, part, "SHARE ROW EXCLUSIVE", reading);
};

/** Reads `AT_DropIdentity`. */
export const dropIdentity: ClauseReader = (clause, reading) => {
  const { fields, relation, children, alteration } = clause;
  const { draft } = reading;
  const part = textOf(fields.name) ?? "";
  const column = relation.columns.find(({ name }) => name === part);
  const isThere = column?.isIdentity !== false;
  alteration.use("set-identity", relation, isThere ? partitionsWithIdentity(clause, draft.major) : [], { part });
  if (!isThere) return;
  lockSequence(relation, part, "ACCESS EXCLUSIVE", reading);
  for (const sequence of draft.sequencesOf(relation.name, part)) draft.remove(sequence.name);
  for (const table of [relation, ...children]) draft.changeColumn(table.name, part, { isIdentity: false });
};

// partitions share their parent's identity since 17
function partitionsWithIdentity({ relation, children }: Clause, major: number): readonly RelationModel[] {
  return relation.relkind === "p" && major >= 17 ? children : [];
}

function lockSequence(relation: RelationModel, column: string, mode: LockMode, { draft, on }: Reading): void {
  for (const sequence of draft.sequencesOf(relation.name, column)) on.lock(sequence.name, mode, `sequence of ${relation.name}`);
}

/** Reads `AT_SetExpression` (17+): stored values are computed again, virtual ones are never stored (18+). */
export const setExpression: ClauseReader = ({ fields, relation, children, alteration }, { draft }) => {
  const part = textOf(fields.name) ?? "";
  const generated = relation.columns.find(({ name }) => name === part)?.generated;
  // on 17 every generated column is stored; later ones that nobody has seen may be either
  const isUnknown = generated === undefined && draft.major >= 18;
  const form = generated === "virtual" ? "change-virtual-expression" : "change-generated-expression";
  const details = isUnknown
    ? { part, costs: () => [], because: "unless the column is virtual, which the text does not tell" }
    : { part };
  alteration.use(form, relation, children, details);
  for (const table of [relation, ...children])
    draft.changeColumn(table.name, part, { expression: fields.def === undefined ? null : { tree: fields.def } });
};

/** Reads `AT_DropExpression`: stored values stay. */
export const dropExpression: ClauseReader = ({ fields, relation, children, alteration }, { draft }) => {
  const part = textOf(fields.name) ?? "";
  alteration.use("drop-generation", relation, children, { part });
  for (const table of [relation, ...children]) draft.changeColumn(table.name, part, { generated: null, expression: null });
};
