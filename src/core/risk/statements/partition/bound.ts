/** Partition bounds: as a statement's tree says them, as catalogs spell them, and what they claim of each row. */

import { tryParseSql } from "../../../sql/parse-sql.ts";
import { quoteIdentifier, quoteLiteral, unquoteIdentifier } from "../../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf, treeOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import { type Literal, literalOf } from "../data/literal.ts";
import { type Claim, negated, type Operator } from "./claim.ts";

/** The spelling of a `PartitionBoundSpec`, as `pg_get_expr` spells `pg_class.relpartbound`. */
export function boundText(bound: SqlFields): string {
  if (bound.is_default === true) return "DEFAULT";
  const values = (tree: SqlTree | undefined) => listOf(tree).map(valueText).join(", ");
  if (bound.strategy === "l") return `FOR VALUES IN (${values(bound.listdatums)})`;
  if (bound.strategy === "h")
    return `FOR VALUES WITH (modulus ${Number(bound.modulus)}, remainder ${Number(bound.remainder ?? 0)})`;
  return `FOR VALUES FROM (${values(bound.lowerdatums)}) TO (${values(bound.upperdatums)})`;
}

/** The spelling of a `PartitionSpec`, as `pg_get_partkeydef` spells it; expressions are not spelled out. */
export function partitionKeyText(spec: SqlFields): string {
  const strategy = (textOf(spec.strategy) ?? "").replace("PARTITION_STRATEGY_", "");
  const keys = listOf(spec.partParams).map((one) => textOf(nodeOf(one, "PartitionElem")?.name));
  return `${strategy} (${keys.map((name) => (name === null ? "(expression)" : quoteIdentifier(name))).join(", ")})`;
}

/** What the bound of a new partition says of its rows; null where it cannot be put in claims: keys of several columns, hashes. */
export function boundClaim(parent: RelationModel, bound: string, siblings: readonly RelationModel[]): Claim | null {
  if (bound !== "DEFAULT") return claimOf(parent, bound);
  const others = siblings.map(({ partitionBound }) => claimOf(parent, partitionBound ?? ""));
  const known = others.flatMap((claim) => claim ?? []);
  return known.length < others.length ? null : { all: known.map(negated) };
}

function claimOf(parent: RelationModel, bound: string): Claim | null {
  const columns = keyColumns(parent);
  const spec = boundTree(bound);
  if (columns === null || spec === null) return null;
  const keys = columns.map((column) => ({ column, type: parent.columns.find(({ name }) => name === column)?.type ?? null }));
  const [first] = keys;
  if (spec.strategy === "l" && first !== undefined) return listClaim(first, listOf(spec.listdatums));
  return spec.strategy === "r" ? rangeClaim(keys, listOf(spec.lowerdatums), listOf(spec.upperdatums)) : null;
}

interface Key {
  readonly column: string;
  readonly type: string | null;
}

function listClaim({ column, type }: Key, datums: readonly SqlTree[]): Claim | null {
  const values = datums.map(literalOf);
  if (values.includes(undefined)) return null;
  const equal: Claim = {
    any: values.flatMap((value) => (value == null ? [] : [{ column, operator: "=", value, type } as const])),
  };
  return values.includes(null) ? { any: [{ column, isNull: true }, equal] } : { all: [{ column, isNull: false }, equal] };
}

// get_qual_for_range in src/backend/partitioning/partbounds.c: what both ends share is equal, the rest lies between them
function rangeClaim(keys: readonly Key[], lower: readonly SqlTree[], upper: readonly SqlTree[]): Claim | null {
  const [from, to] = [lower.map(endOf), upper.map(endOf)];
  if (from.includes(null) || to.includes(null)) return null;
  const isShared = (at: number) => typeof from[at] !== "symbol" && from[at] === to[at];
  const shared = keys.findIndex((_, at) => !isShared(at));
  const present = keys.map(({ column }): Claim => ({ column, isNull: false }));
  const equal = keys.slice(0, shared).map((key, at) => compared(key, "=", from[at] ?? null));
  return {
    all: [...present, ...equal, beyond(keys, from, shared, lowest), beyond(keys, to, shared, highest)].flatMap(
      (one) => one ?? [],
    ),
  };
}

const lowest = Symbol("MINVALUE");
const highest = Symbol("MAXVALUE");
type End = string | number | typeof lowest | typeof highest;

function endOf(tree: SqlTree): End | null {
  const keyword = namesOf(nodeOf(tree, "ColumnRef")?.fields)?.[0];
  if (keyword !== undefined) return keyword === "minvalue" ? lowest : highest;
  return literalOf(tree) ?? null;
}

function compared({ column, type }: Key, operator: Operator, value: End | null): Claim | null {
  return typeof value === "string" || typeof value === "number" ? { column, operator, value, type } : null;
}

/** One arm for each column that can decide; null where the end is open. `side`: the open end of that side. */
function beyond(
  keys: readonly Key[],
  ends: readonly (End | null)[],
  start: number,
  side: typeof lowest | typeof highest,
): Claim | null {
  const arms: Claim[] = [];
  for (let at = start; at < keys.length && typeof ends[at] !== "symbol"; at++) {
    const [isLast, next] = [at === keys.length - 1, ends[at + 1]];
    const operator = side === lowest ? (isLast || next === lowest ? ">=" : ">") : next === highest ? "<=" : "<";
    const equal = keys.slice(start, at).map((key, before) => compared(key, "=", ends[start + before] ?? null));
    const key = keys[at];
    if (key !== undefined) arms.push({ all: [...equal, compared(key, operator, ends[at] ?? null)].flatMap((one) => one ?? []) });
  }
  return arms.length === 0 ? null : { any: arms };
}

/** `RANGE (at, id)` → `at` and `id`, unquoted; null for keys with expressions. */
function keyColumns({ partitionKey }: RelationModel): readonly string[] | null {
  const list = /^(?:RANGE|LIST) \((.*)\)$/i.exec(partitionKey ?? "")?.[1];
  const names = list?.split(", ") ?? [];
  const isName = (text: string) => /^("(?:[^"]|"")+"|[^\s,()"]+)$/.test(text);
  return names.length > 0 && names.every(isName) ? names.map(unquoteIdentifier) : null;
}

function boundTree(bound: string): SqlFields | null {
  const outcome = tryParseSql(`create table p partition of t ${bound}`);
  const tree = outcome.ok ? outcome.statements[0]?.tree : undefined;
  return tree === undefined ? null : fieldsOf(nodeOf(treeOf(tree), "CreateStmt")?.partbound);
}

function valueText(tree: SqlTree): string {
  const keyword = namesOf(nodeOf(tree, "ColumnRef")?.fields)?.[0];
  if (keyword !== undefined) return keyword.toUpperCase();
  const value: Literal | undefined = literalOf(tree);
  if (value === undefined) return "(expression)";
  return value === null ? "NULL" : typeof value === "number" ? String(value) : quoteLiteral(value);
}
