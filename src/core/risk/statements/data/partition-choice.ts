/**
 * Which partitions a value or a condition leads to. Only one-column RANGE and LIST keys with plain bounds are read; wherever anything
 * else stands, every partition is possible.
 */

import { unquoteIdentifier } from "../../../sql/quote.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { Condition } from "./condition.ts";
import type { Literal } from "./literal.ts";

/** The direct partitions that rows meeting all conditions can be in. */
export function possiblePartitions(
  parent: RelationModel,
  conditions: readonly Condition[],
  draft: SchemaDraft,
): readonly RelationModel[] {
  const children = draft.childrenOf(parent.name);
  const key = keyOf(parent);
  const bounds = children.map((child) => boundOf(child.partitionBound));
  if (key === null || bounds.includes(null)) return children;
  const type = parent.columns.find(({ name }) => name === key)?.type ?? null;
  const own = conditions.filter(({ column, values }) => column === key && !values.includes(undefined));
  const left = own
    .map((condition) => meeting(condition, children, bounds, type))
    .reduce((some, more) => some.filter((child) => more.includes(child)), children);
  const others = left.filter(({ partitionBound }) => partitionBound !== "DEFAULT");
  const ranges = others.map((child) => boundOf(child.partitionBound));
  return isCovered(own, ranges, type) ? others : left;
}

/** True where a stretch with both ends lies within partitions that touch: the DEFAULT partition has nothing of it then. */
function isCovered(conditions: readonly Condition[], ranges: readonly (Bound | null)[], type: string | null): boolean {
  const ends = (operators: readonly string[]) =>
    conditions.filter(({ operator }) => operators.includes(operator)).map(({ values }) => comparable(values[0] ?? null, type));
  const [low = null] = ends([">", ">="]);
  const [high = null] = ends(["<", "<="]);
  const isOpenAbove = conditions.some(({ operator }) => operator === "<");
  if (low === null || high === null) return false;
  let reached = low;
  for (let found = true; found; ) {
    found = false;
    for (const range of ranges) {
      if (range?.kind !== "range") continue;
      const from = range.from === undefined ? null : comparable(range.from, type);
      const to = range.to === undefined ? null : comparable(range.to, type);
      if ((from !== null && from > reached) || (to !== null && to <= reached)) continue;
      if (to === null) return true;
      reached = to;
      found = true;
    }
  }
  return isOpenAbove ? reached >= high : reached > high;
}

/** `RANGE (at)` → `at`; null for keys of several columns or of expressions. */
function keyOf({ partitionKey }: RelationModel): string | null {
  const column = /^(?:RANGE|LIST) \(("(?:[^"]|"")+"|[a-z_][a-z0-9_]*)\)$/.exec(partitionKey ?? "")?.[1];
  return column === undefined ? null : unquoteIdentifier(column);
}

type Bound =
  | { readonly kind: "default" }
  | { readonly kind: "list"; readonly values: readonly Literal[] }
  | { readonly kind: "range"; readonly from: Literal | undefined; readonly to: Literal | undefined };

function boundOf(text: string | null): Bound | null {
  if (text === "DEFAULT") return { kind: "default" };
  const list = /^FOR VALUES IN \((.*)\)$/.exec(text ?? "")?.[1];
  if (list !== undefined) {
    const values = list.split(", ").map(boundValue);
    return values.includes(undefined) ? null : { kind: "list", values: values as Literal[] }; // just checked
  }
  const range = /^FOR VALUES FROM \(([^,()]*)\) TO \(([^,()]*)\)$/.exec(text ?? "");
  if (range?.[1] === undefined || range[2] === undefined) return null;
  const [from, to] = [range[1], range[2]].map((value) => (/^(MINVALUE|MAXVALUE)$/.test(value) ? undefined : boundValue(value)));
  const isOpen = (value: string) => /^(MINVALUE|MAXVALUE)$/.test(value);
  if ((from === undefined && !isOpen(range[1])) || (to === undefined && !isOpen(range[2]))) return null;
  return { kind: "range", from, to };
}

function boundValue(text: string): Literal | undefined {
  if (text === "NULL") return null;
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** Partitions for one condition; all of them where values cannot be compared here. */
function meeting(
  { operator, values }: Condition,
  children: readonly RelationModel[],
  bounds: readonly (Bound | null)[],
  type: string | null,
): readonly RelationModel[] {
  const own = values.map((value) => comparable(value ?? null, type));
  if (values.includes(null) || own.includes(null)) return children;
  const wanted = own as (string | number)[]; // just checked
  const found = children.filter((_, at) => {
    const bound = bounds[at];
    return bound != null && wanted.some((value) => holds(bound, operator, value, type));
  });
  const isDefault = (child: RelationModel) => child.partitionBound === "DEFAULT";
  const isSettled = operator === "in" && wanted.every((value) => children.some((_, at) => holds(bounds[at], "in", value, type)));
  return isSettled ? found : children.filter((child) => found.includes(child) || isDefault(child));
}

function holds(
  bound: Bound | null | undefined,
  operator: Condition["operator"],
  value: string | number,
  type: string | null,
): boolean {
  if (bound == null || bound.kind === "default") return false;
  if (bound.kind === "list") return bound.values.some((one) => compares(comparable(one, type), operator, value));
  const from = bound.from === undefined ? null : comparable(bound.from, type);
  const to = bound.to === undefined ? null : comparable(bound.to, type);
  const reachesUp = to === null || value < to;
  const reachesDown = from === null || from <= value;
  switch (operator) {
    case "in":
      return reachesUp && reachesDown;
    case "<":
      return from === null || from < value;
    case "<=":
      return reachesDown;
    default:
      return reachesUp;
  }
}

function compares(one: string | number | null, operator: Condition["operator"], value: string | number): boolean {
  if (one === null) return false;
  switch (operator) {
    case "in":
      return one === value;
    case "<":
      return one < value;
    case "<=":
      return one <= value;
    case ">":
      return one > value;
    case ">=":
      return one >= value;
  }
}

/** A value in a form that JavaScript orders as Postgres does; null where there is none. Text is compared for equality only, so LIST keys alone use it. */
function comparable(value: Literal, type: string | null): string | number | null {
  if (value === null || type === null) return null;
  if (/^(smallint|integer|bigint)$/.test(type)) return Number.isFinite(Number(value)) ? Number(value) : null;
  if (type === "date") return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? String(value) : null;
  if (type.startsWith("timestamp") && !type.endsWith("with time zone"))
    return /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/.test(String(value)) ? `${value} 00:00:00`.slice(0, 19) : null;
  return /^(text|character varying|character)/.test(type) ? String(value) : null;
}
