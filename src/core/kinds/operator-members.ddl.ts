/** Operators and functions as CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY list them. */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { findOutsideQuotes } from "./find-outside-quotes.ts";
import type { OperatorMembers } from "./operator-members.ts";
import { argumentTypes } from "./signature.ddl.ts";

/** `app.whole USING btree` of `operator-family:app.whole(btree)`. */
export function methodName(id: ObjectId): string {
  const name = nameOf(id);
  const at = name.lastIndexOf("(");
  return `${name.slice(0, at)} USING ${name.slice(at + 1, -1)}`;
}

/** Without the method, which the statement has said already. */
export function familyReference(family: string): string {
  const at = findOutsideQuotes(family, " USING ");
  return at < 0 ? family : family.slice(0, at);
}

/** `OPERATOR 1 <(integer,bigint)` and `FUNCTION 1 (integer,bigint) app.compare(…)`, in the order of their numbers. */
export function memberItems({ operators, functions }: OperatorMembers): readonly string[] {
  return [
    ...byNumber(operators).map((text) => `OPERATOR ${operatorItem(text)}`),
    ...byNumber(functions).map((text) => `FUNCTION ${text}`),
  ];
}

/** The same members as DROP names them: by number and types. */
export function droppedItems({ operators, functions }: OperatorMembers): readonly string[] {
  return [
    ...byNumber(operators).map((text) => {
      const [number, operator] = numbered(text);
      return `OPERATOR ${number} (${argumentTypes(splitOrder(operator)[0])})`;
    }),
    ...byNumber(functions).map((text) => `FUNCTION ${/^\d+ \((?:"(?:[^"]|"")*"|[^")])*\)/.exec(text)?.[0] ?? text}`),
  ];
}

function operatorItem(text: string): string {
  const [number, rest] = numbered(text);
  const [operator, family] = splitOrder(rest);
  return `${number} ${operator}${family === null ? "" : ` FOR ORDER BY ${familyReference(family)}`}`;
}

function splitOrder(text: string): readonly [operator: string, family: string | null] {
  const order = " FOR ORDER BY ";
  const at = findOutsideQuotes(text, order);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + order.length)];
}

function numbered(text: string): readonly [number: string, rest: string] {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

function byNumber(members: readonly string[]): readonly string[] {
  return [...members].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1));
}
