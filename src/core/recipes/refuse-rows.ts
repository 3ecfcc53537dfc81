/**
 * A guard: a statement that changes nothing and fails when a query counts rows. In front of a plan it makes sure that bad rows stop
 * the plan before its first change, because what stands outside of one transaction cannot be taken back.
 */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { dollarQuote } from "../sql/dollar-quote.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { type Statement, statement } from "./statement.ts";

/** Why a row is refused. */
export interface RefusedRows {
  /** The object that could not be changed with such rows. */
  readonly change: ObjectId;
  readonly relation: ObjectId | null;
  /** What it says of the later statement: `fails on duplicates`. */
  readonly detail: string;
  /** The query that counts the rows. */
  readonly rows: string;
}

/** The guard. The message names the object, the hint is the query. */
export function refuseRows({ change, relation, detail, rows }: RefusedRows): Statement {
  const message = `rows are in the way of ${change}${relation === null ? "" : ` in ${nameOf(relation)}`}: it ${detail}`;
  const body = [
    "",
    "BEGIN",
    `  IF (${rows}) > 0 THEN`,
    "    RAISE EXCEPTION USING",
    "      errcode = 'check_violation',",
    `      message = ${literal(message)},`,
    `      hint = ${literal(`${rows}`)};`,
    "  END IF;",
    "END",
    "",
  ].join("\n");
  return statement("check-rows", `DO ${dollarQuote(body)}`, { relation });
}

function literal(text: string): string {
  return quoteLiteral(text).trim();
}
