/** Tables of publications as SQL. ALTER PUBLICATION can only add and drop one, so that a change is both in one transaction. */

import type { ObjectId } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { inParentheses } from "../sql/in-parentheses.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { colonParts } from "./attached-name.ddl.ts";
import { type AlterFacts, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { PublicationTableFacts } from "./publication-table.ts";

type PublicationTable = ObjectOf<PublicationTableFacts>;

function namesOf({ id }: PublicationTable): { readonly publication: string; readonly table: string } {
  const [, publication = "", table = ""] = colonParts(id);
  return { publication, table };
}

const tableOf = (member: PublicationTable): ObjectId => `table:${namesOf(member).table}` as ObjectId; // the name is quoted already

// The lock is on the table: ADD and DROP take SHARE UPDATE EXCLUSIVE on it.
const alterPublication = (member: PublicationTable, action: string): Statement =>
  statement("change-publication", `ALTER PUBLICATION ${namesOf(member).publication} ${action}`, { relation: tableOf(member) });

function add(member: PublicationTable): Statement {
  const { columns, rowFilter } = member.facts;
  const list = columns === null ? "" : ` (${columns.map(quoteIdentifier).join(", ")})`;
  const where = rowFilter === null ? "" : ` WHERE ${inParentheses(rowFilter)}`;
  // ONLY: tables that inherit from it are members of their own
  return alterPublication(member, `ADD TABLE ONLY ${namesOf(member).table}${list}${where}`);
}

const drop = (member: PublicationTable): Statement => alterPublication(member, `DROP TABLE ONLY ${namesOf(member).table}`);

const addAgain: AlterFacts<PublicationTableFacts> = ({ before, after }) => oneStep(drop(before), add(after));

/** Changes in place, by fact. */
export const publicationTableAlterations = { addAgain };

/** How tables of publications are written. */
export const publicationTableDdl: KindDdl<PublicationTableFacts> = {
  noun: ({ id }) => `PUBLICATION TABLE ${id}`,
  create: (member) => oneStep(add(member)),
  drop: (member) => [drop(member)],
  goesWith: (member) => tableOf(member),
  holdsColumnTypes: ({ facts }) => facts.rowFilter !== null || facts.columns !== null,
};
