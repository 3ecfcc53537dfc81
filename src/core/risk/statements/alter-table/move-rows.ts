/** SET LOGGED, UNLOGGED, TABLESPACE and ACCESS METHOD: every row moves, unless the table is that way already. */

import { textOf } from "../../../sql/sql-tree.ts";
import { hasRows } from "./alteration.ts";
import type { Clause, ClauseReader } from "./clause.ts";

/** Reads `AT_SetLogged` and `AT_SetUnLogged`. */
export const setLogged: ClauseReader = (clause, reading) => {
  const { fields, relation } = clause;
  const { draft, on } = reading;
  const isUnlogged = fields.subtype === "AT_SetUnLogged";
  if (relation.isKnown && relation.isUnlogged === isUnlogged) {
    stays(clause, isUnlogged ? "it is unlogged already" : "it is logged already");
    return;
  }
  moves(clause);
  // sequences follow since 15
  if (draft.major >= 15)
    for (const sequence of draft.sequencesOf(relation.name))
      on.lock(sequence.name, "ACCESS EXCLUSIVE", `sequence of ${relation.name}`);
  draft.change(relation.name, relation.relkind, () => ({ isUnlogged }));
};

/** Reads `AT_SetAccessMethod` (15+); without a name it is the default one. */
export const setAccessMethod: ClauseReader = (clause, { draft }) => {
  const { fields, relation } = clause;
  const accessMethod = textOf(fields.name) ?? defaultMethod;
  if (relation.isKnown && (relation.accessMethod ?? defaultMethod) === accessMethod)
    stays(clause, `it is ${accessMethod} already`);
  else moves(clause);
  draft.change(relation.name, relation.relkind, () => ({ accessMethod }));
};

const defaultMethod = "heap";

/** Reads `AT_SetTableSpace`: the file is copied as it is, and indexes stay where they are. */
export const setTablespace: ClauseReader = (clause, reading) => {
  const { fields, relation, alteration } = clause;
  const { draft, on } = reading;
  const tablespace = textOf(fields.name);
  if (relation.isKnown && (relation.tablespace ?? defaultTablespace) === tablespace)
    stays(clause, `it is in ${tablespace} already`);
  else {
    const because = relation.isKnown ? null : unlessAlready;
    alteration.use("move-table", relation, [], { part: tablespace, because, costs: () => [] });
    if (relation.isKnown && hasRows(relation)) on.cost(relation.name, "rewrite");
  }
  draft.change(relation.name, relation.relkind, () => ({ tablespace }));
};

const defaultTablespace = "pg_default";

// a text alone cannot tell whether there is anything to do
function moves({ relation, alteration }: Clause): void {
  if (relation.isKnown) alteration.use("rewrite-table", relation, []);
  else alteration.use("rewrite-table", relation, [], { because: unlessAlready, costs: () => [] });
}

const unlessAlready = "unless it is that way already";

function stays({ relation, alteration }: Clause, because: string): void {
  alteration.use("rewrite-table-again", relation, [], { because });
}

/** Reads clauses that no longer do anything (`SET WITHOUT OIDS`). */
export const doNothing: ClauseReader = (clause) => {
  stays(clause, "it says nothing new");
};
