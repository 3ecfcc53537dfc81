/** ALTER TABLE, and ALTER of every other relation, which shares its node. Each clause is a form of its own. */

import { fieldsOf, listOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import type { RelationKind, RelationModel } from "../schema-model.ts";
import { indexClauses } from "./alter-index.ts";
import { rewritesForType } from "./alter-table/alter-type.ts";
import { Alteration } from "./alter-table/alteration.ts";
import { clauseReaders, passOf } from "./alter-table/clause-readers.ts";
import type { StatementReader } from "./statement-reader.ts";
import { alterCompositeType } from "./user-types.ts";

const presumedKinds: { readonly [objtype: string]: RelationKind } = {
  OBJECT_TABLE: "r",
  OBJECT_FOREIGN_TABLE: "f",
  OBJECT_VIEW: "v",
  OBJECT_MATVIEW: "m",
  OBJECT_SEQUENCE: "S",
  OBJECT_INDEX: "i",
  OBJECT_TYPE: "c",
};

const indexKinds: ReadonlySet<RelationKind> = new Set(["i", "I"]);

/** Reads `AlterTableStmt`. */
export const alterTable: StatementReader = (fields, reading) => {
  if (fields.objtype === "OBJECT_TYPE") {
    alterCompositeType(fields, reading);
    return;
  }
  const { draft, on } = reading;
  const rangeVar = fieldsOf(fields.relation);
  const name = draft.resolve(rangeVar);
  const presumed = presumedKinds[textOf(fields.objtype) ?? ""] ?? "r";
  const first = draft.relation(name, presumed);
  if (first === null) {
    if (fields.missing_ok === true) on.use("alter-missing-relation", null, { part: name });
    else on.unknown(`what ALTER of ${name} locks, which does not exist`);
    return;
  }
  const clauses = listOf(fields.cmds)
    .map((command) => fieldsOf(nodeOf(command, "AlterTableCmd") ?? undefined))
    .map((clause) => ({ clause, subtype: textOf(clause.subtype) ?? "" }))
    .sort((one, other) => passOf(one.subtype) - passOf(other.subtype));
  const alteration = new Alteration(
    name,
    clauses.some(({ clause }) => rewritesForType(clause, first, draft)),
    reading,
  );
  const isOnly = rangeVar.inh !== true;
  const readers = indexKinds.has(first.relkind) ? indexClauses : clauseReaders;
  let relation: RelationModel | null = first;
  for (const { clause, subtype } of clauses) {
    // each clause sees what the one before it left
    relation = draft.relation(name, presumed) ?? relation;
    const read = readers[subtype];
    if (read === undefined) on.unknown(`what ${subtype} locks`);
    else read({ fields: clause, relation, children: isOnly ? [] : draft.descendantsOf(name), isOnly, alteration }, reading);
  }
  alteration.finish();
};
