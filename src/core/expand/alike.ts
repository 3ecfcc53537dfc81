/**
 * Conditions that tell whether both forms of a row say the same. Values are compared as the server writes them unless their type's
 * own equality is exact: to citext two spellings are one, to numeric 1.0 and 1.00 are, and json has no equality at all.
 */

import { quoteIdentifier } from "../sql/quote.ts";
import { isSwapped, type RecordedChange, type Twin, type TwinColumn } from "./recorded-change.ts";
import { columnNames } from "./twin-names.ts";

const exact = /^(?:text|character varying|"char"|smallint|integer|bigint|boolean|uuid|date|bytea|timestamp|oid)\b(?!.*\[\])/;

/** `left is [not] distinct from right`, for values of this type. */
export function compared(left: string, right: string, type: string, how: "same" | "different"): string {
  const cast = exact.test(type) ? "" : "::text";
  const side = (sql: string) => (cast === "" ? sql : `${/^[\w."]+$/.test(sql) ? sql : `(${sql})`}${cast}`);
  return `${side(left)} is ${how === "same" ? "not " : ""}distinct from ${side(right)}`;
}

/** True for a row whose new form is what its old one gives, in the words of the table before the switch. */
function followsOld(change: RecordedChange["change"], twin: Twin): string {
  const { news } = columnNames(change, twin, "before");
  return allAlike(news, twin.news);
}

/**
 * True for a row that is right: its new form follows from the old one, or, where applications write both, the other way round. A form
 * that was never filled is neither.
 */
export function isRight(change: RecordedChange["change"], twin: Twin): string {
  const forward = followsOld(change, twin);
  if (isSwapped(change)) return forward;
  const back = allAlike(columnNames(change, twin, "before").olds, twin.olds);
  return forward === back ? forward : `((${forward}) or (${back}))`;
}

/** What an expression gives, with the length that its type allows left to the column: a cast would cut without a word. */
function allAlike(names: readonly string[], columns: readonly TwinColumn[]): string {
  return columns
    .map(({ type, expression }, i) => compared(quoteIdentifier(names[i] ?? ""), `(${expression})`, type, "same"))
    .join(" and ");
}
