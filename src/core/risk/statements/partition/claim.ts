/**
 * Whether constraints prove a partition's bound, so that no row has to be read. It follows the server's own prover
 * (src/backend/optimizer/util/predtest.c with weak implication) as far as comparisons with constants go; what it cannot see is unproven,
 * as it is there.
 */

import type { Literal } from "../data/literal.ts";

/** Something that holds for every row, or has to. */
export type Claim =
  | { readonly all: readonly Claim[] }
  | { readonly any: readonly Claim[] }
  | { readonly column: string; readonly isNull: boolean }
  | Comparison
  | { readonly other: string };

/** A comparison of a column (unquoted) with a constant; `type` is the column's, as `format_type` spells it. */
export interface Comparison {
  readonly column: string;
  readonly operator: Operator;
  readonly value: Exclude<Literal, null>;
  readonly type: string | null;
}

/** A comparison operator. */
export type Operator = "=" | "<>" | "<" | "<=" | ">" | ">=";

const opposites: { readonly [O in Operator]: Operator } = { "=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

/** The claim that holds where this one does not. */
export function negated(claim: Claim): Claim {
  if ("all" in claim) return { any: claim.all.map(negated) };
  if ("any" in claim) return { all: claim.any.map(negated) };
  if ("isNull" in claim) return { ...claim, isNull: !claim.isNull };
  if ("operator" in claim) return { ...claim, operator: opposites[claim.operator] };
  return { other: `not ${claim.other}` };
}

/** True where the first claim proves the second. */
export function implies(known: Claim, wanted: Claim): boolean {
  if ("any" in known && known.any.length > 0) return known.any.every((arm) => implies(arm, wanted));
  if ("all" in wanted) return wanted.all.every((part) => implies(known, part));
  if ("any" in wanted && wanted.any.some((arm) => implies(known, arm))) return true;
  if ("all" in known) return known.all.some((part) => implies(part, wanted));
  return "any" in wanted ? false : impliesAtom(known, wanted);
}

function impliesAtom(known: Claim, wanted: Claim): boolean {
  if ("other" in known && "other" in wanted) return known.other === wanted.other;
  if (!isAboutColumn(known) || !isAboutColumn(wanted) || known.column !== wanted.column) return false;
  if ("isNull" in wanted) return "isNull" in known && known.isNull === wanted.isNull;
  // a comparison proves no presence: a check holds for null too
  return "operator" in known && impliesComparison(known, wanted);
}

function impliesComparison(known: Comparison, wanted: Comparison): boolean {
  const [from, to] = [ordinal(known.value, wanted.type), ordinal(wanted.value, wanted.type)];
  if (from.key === to.key) return equalEnds[known.operator].includes(wanted.operator);
  if (known.operator === "=" && wanted.operator === "<>") return true;
  if (!from.isOrdered || !to.isOrdered) return false;
  const isBelow = from.key < to.key;
  switch (wanted.operator) {
    case "<":
    case "<=":
      return isBelow && ["=", "<", "<="].includes(known.operator);
    case ">":
    case ">=":
      return !isBelow && ["=", ">", ">="].includes(known.operator);
    case "<>":
      return isBelow ? ["<", "<="].includes(known.operator) : [">", ">="].includes(known.operator);
    case "=":
      return false;
  }
}

const equalEnds: { readonly [O in Operator]: readonly Operator[] } = {
  "=": ["=", "<=", ">="],
  "<>": ["<>"],
  "<": ["<", "<=", "<>"],
  "<=": ["<="],
  ">": [">", ">=", "<>"],
  ">=": [">="],
};

// ISO dates and times of one spelling stand in their own order; text follows a collation that is not known here.
function ordinal(value: string | number, type: string | null): { readonly key: string | number; readonly isOrdered: boolean } {
  if (typeof value === "number") return { key: value, isOrdered: true };
  if (/^(smallint|integer|bigint|numeric|real|double precision)/.test(type ?? "")) return { key: Number(value), isOrdered: true };
  const time = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?(?:\+00)?$/.exec(value);
  if (time !== null && /^(date|timestamp)/.test(type ?? ""))
    return { key: `${time[1]} ${time[2] ?? "00:00:00"}`, isOrdered: true };
  return { key: value, isOrdered: false };
}

function isAboutColumn(claim: Claim): claim is Extract<Claim, { readonly column: string }> {
  return "isNull" in claim || "operator" in claim;
}
