/**
 * Statements that change rows, and how many of them: what a rule asks before it calls an UPDATE large. Without a database the number is
 * judged by the condition: equality with constants on what looks like a key touches few rows, a LIMIT is a batch.
 */

import { oncePer } from "../once-per.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import { nodesIn } from "../sql/nodes-in.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { isExisting, rangeVarsIn, relationOf } from "./names-in-tree.ts";
import type { Sign } from "./signs.ts";

/** One change of rows of one relation. */
export interface DataChange {
  readonly verb: "INSERT" | "UPDATE" | "DELETE" | "MERGE";
  readonly relation: QualifiedName;
  /** `all`: without a condition; `some`: nobody knows how many; `few`: by key, by VALUES or in a batch. */
  readonly rows: "all" | "some" | "few";
  readonly statement: JudgedStatement;
}

/** The statements that change rows or may hold such, in WITH. */
export const dataStatements: readonly Sign[] = [
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "SelectStmt",
  "CreateTableAsStmt",
];

/** Changes of rows that were there before the migration, or of tables that were; those inside WITH too. */
export function dataChangesIn(migration: JudgedMigration): readonly DataChange[] {
  return [...byStatement(migration).values()].flat();
}

/** Those of one statement. */
export function dataChangesOf(statement: JudgedStatement, migration: JudgedMigration): readonly DataChange[] {
  return byStatement(migration).get(statement) ?? [];
}

const byStatement = oncePer((migration: JudgedMigration): ReadonlyMap<JudgedStatement, readonly DataChange[]> => {
  const held = migration.statements.filter(({ node }) => holders.has(node));
  return new Map(held.map((statement) => [statement, [...changesIn(statement, migration)]]));
});

function* changesIn(statement: JudgedStatement, migration: JudgedMigration): Generator<DataChange> {
  const { node, fields } = statement;
  const tree = { [node]: fields };
  for (const [type, verb] of Object.entries(verbs))
    for (const change of nodesIn(tree, type)) {
      const relation = relationOf(migration, fieldsOf(change.relation));
      if (!isExisting(statement, relation)) continue;
      yield { verb, relation, rows: rowsOf(verb, change, relation, { tree, statement, migration }), statement };
    }
}

const holders: ReadonlySet<string> = new Set(dataStatements);

const verbs: { readonly [node: string]: DataChange["verb"] } = {
  InsertStmt: "INSERT",
  UpdateStmt: "UPDATE",
  DeleteStmt: "DELETE",
  MergeStmt: "MERGE",
};

interface Surroundings {
  readonly tree: SqlTree;
  readonly statement: JudgedStatement;
  readonly migration: JudgedMigration;
}

function rowsOf(verb: DataChange["verb"], change: SqlFields, relation: QualifiedName, around: Surroundings): DataChange["rows"] {
  // one LIMIT anywhere makes it a batch: in a subquery or in the CTE that it joins
  for (const select of nodesIn(around.tree, "SelectStmt")) if (select.limitCount !== undefined) return "few";
  if (verb === "INSERT") return insertedRows(change, around);
  if (verb === "MERGE") return readsExisting(change.sourceRelation, around) ? "some" : "few";
  if (change.whereClause === undefined || isAlwaysTrue(change.whereClause)) return hasJoin(change) ? "some" : "all";
  const joinsValues = hasJoin(change) && [...listOf(change.fromClause), ...listOf(change.usingClause)].every(isValues);
  const names = new Set(namesFor(fieldsOf(change.relation)));
  const columns = new Set(fixedColumns(change.whereClause, { names, joinsValues }));
  return isKey(columns, relation, around.migration) ? "few" : "some";
}

function hasJoin(change: SqlFields): boolean {
  return listOf(change.fromClause).length + listOf(change.usingClause).length > 0;
}

function insertedRows(change: SqlFields, around: Surroundings): DataChange["rows"] {
  const select = nodeOf(change.selectStmt, "SelectStmt");
  if (select === null || listOf(select.valuesLists).length > 0) return "few";
  if (!readsExisting(select.fromClause, around)) return "few";
  if (select.whereClause === undefined) return "all";
  const isFew = [...rangeVarsIn(select.fromClause)].some((rangeVar) => {
    const names = new Set(namesFor(rangeVar));
    const columns = new Set(fixedColumns(select.whereClause, { names, joinsValues: false }));
    return isKey(columns, relationOf(around.migration, rangeVar), around.migration);
  });
  return isFew ? "few" : "some";
}

function readsExisting(from: SqlTree | undefined, { tree, statement, migration }: Surroundings): boolean {
  const inWith = new Set([...nodesIn(tree, "CommonTableExpr")].map(({ ctename }) => ctename));
  return [...rangeVarsIn(from)].some(
    (rangeVar) => !inWith.has(rangeVar.relname ?? null) && isExisting(statement, relationOf(migration, rangeVar)),
  );
}

function isValues(from: SqlTree): boolean {
  const subquery = nodeOf(nodeOf(from, "RangeSubselect")?.subquery, "SelectStmt");
  return subquery !== null && listOf(subquery.valuesLists).length > 0;
}

/** `WHERE true`, `WHERE 1 = 1`. */
function isAlwaysTrue(condition: SqlTree): boolean {
  const constant = nodeOf(condition, "A_Const");
  if (constant !== null) return fieldsOf(constant.boolval).boolval === true;
  const operator = nodeOf(condition, "A_Expr");
  if (operator === null || namesOf(operator.name)?.at(-1) !== "=") return false;
  const [left, right] = [operator.lexpr, operator.rexpr].map((side) => nodeOf(side, "A_Const"));
  if (left == null || right == null) return false;
  const value = ({ location: _place, ...rest }: SqlFields) => JSON.stringify(rest);
  return value(left) === value(right);
}

/** What a condition is about: the relation's names, and whether it joins nothing but VALUES. */
interface Target {
  /** Its own and its alias. */
  readonly names: ReadonlySet<string>;
  readonly joinsValues: boolean;
}

/** Columns of the target that the condition holds to a known, small number of values. */
function fixedColumns(condition: SqlTree | undefined, target: Target): readonly string[] {
  const combined = nodeOf(condition, "BoolExpr");
  if (combined !== null) {
    const parts = listOf(combined.args).map((argument) => fixedColumns(argument, target));
    if (combined.boolop === "AND_EXPR") return parts.flat();
    const [first = [], ...others] = parts;
    return combined.boolop === "OR_EXPR" ? first.filter((column) => others.every((part) => part.includes(column))) : [];
  }
  const operator = nodeOf(condition, "A_Expr");
  if (operator === null) return [];
  const isEqual = namesOf(operator.name)?.at(-1) === "=";
  if (!isEqual && operator.kind !== "AEXPR_BETWEEN") return [];
  const [left, right] = [operator.lexpr, operator.rexpr].map((side) => listOf(nodeOf(side, "RowExpr")?.args ?? [side ?? null]));
  return (left ?? []).flatMap((own, position) => fixedBy(own, right?.[position], target));
}

/** The columns that one comparison fixes: that on the one side by a value on the other. */
function fixedBy(left: SqlTree, right: SqlTree | undefined, target: Target): readonly string[] {
  const isValue = (side: SqlTree | undefined) => isFixed(side) || (target.joinsValues && nodeOf(side, "ColumnRef") !== null);
  const [one, other] = [columnOf(left, target), columnOf(right, target)];
  return [...(one !== null && isValue(right) ? [one] : []), ...(other !== null && isValue(left) ? [other] : [])];
}

/** A column of the target; one that is qualified by another name is another relation's. */
function columnOf(tree: SqlTree | undefined, { names }: Target): string | null {
  const plain = nodeOf(tree, "TypeCast")?.arg ?? tree;
  const parts = namesOf(nodeOf(plain, "ColumnRef")?.fields);
  const qualifier = parts?.at(-2);
  return qualifier === undefined || names.has(qualifier) ? (parts?.at(-1) ?? null) : null;
}

/** The names that a `RangeVar` goes by in its statement. */
function namesFor(rangeVar: SqlFields): readonly string[] {
  const alias = textOf(fieldsOf(rangeVar.alias).aliasname);
  return alias === null ? [textOf(rangeVar.relname) ?? ""] : [alias];
}

/** A constant, a list of them, or a subquery that gives one value. */
function isFixed(tree: SqlTree | undefined): boolean {
  const cast = nodeOf(tree, "TypeCast");
  if (cast !== null) return isFixed(cast.arg);
  if (nodeOf(tree, "A_Const") !== null || nodeOf(tree, "ParamRef") !== null) return true;
  if (nodeOf(tree, "SubLink")?.subLinkType === "EXPR_SUBLINK") return true;
  const items = nodeOf(tree, "List")?.items ?? nodeOf(tree, "A_ArrayExpr")?.elements;
  return items !== undefined && listOf(items).every(isFixed);
}

/** Names that are a key by custom; only where the schema is not known. */
const keyNames = /^(?:id|uuid|key|slug|code|name|email|username)$/i;

function isKey(columns: ReadonlySet<string>, relation: QualifiedName, { after }: JudgedMigration): boolean {
  const table = after.model.relations.get(relation);
  if (table === undefined || !table.isKnown) return [...columns].some((column) => keyNames.test(column));
  const holds = (key: readonly (string | null)[]) =>
    key.length > 0 && key.every((column) => column !== null && columns.has(column));
  const indexes = [...after.model.relations.values()].flatMap(({ table: of, index }) =>
    of === relation && index !== null ? [index] : [],
  );
  return (
    table.constraints.some(({ type, columns: key }) => (type === "p" || type === "u") && holds(key)) ||
    indexes.some(({ isUnique, predicate, columns: key }) => isUnique && predicate === null && holds(key))
  );
}
