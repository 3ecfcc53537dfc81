/** Defaults that give each row a value of its own: ADD COLUMN with one writes the whole table again. */

import type { ObjectId } from "../catalog/object-id.ts";
import { volatileFunctions } from "../risk/volatile-functions.ts";
import { tokenAt } from "../sql/sql-lexer.ts";
import type { CatalogView } from "./kind-ddl.ts";

/** True when the deparsed expression calls a volatile function. One that the catalog does not hold (an extension's) counts as such. */
export function isVolatileDefault(expression: string, { allOfKind }: CatalogView): boolean {
  return calledFunctions(expression).some((name) => {
    if (!name.includes(".")) return volatileFunctions.has(name);
    const known = allOfKind("function").filter(({ id }) => id.startsWith(`function:${name}(`));
    return known.length === 0 || known.some(({ facts }) => facts.volatility === "volatile");
  });
}

/** Names before an opening parenthesis, qualified as they stand; not types behind `::`, whose modifiers look alike. */
function calledFunctions(expression: string): readonly string[] {
  const names: string[] = [];
  let name = "";
  let isType = false;
  let before = "";
  for (let at = 0; at < expression.length; ) {
    const { kind, end } = tokenAt(expression, at);
    const text = expression.slice(at, end);
    at = end;
    if (kind === "word" || kind === "quoted-identifier") {
      if (!name.endsWith(".")) isType = before === ":";
      name = name.endsWith(".") ? `${name}${text}` : text;
    } else if (text === "." && name !== "") name = `${name}.`;
    else {
      if (text === "(" && name !== "" && !isType) names.push(name);
      name = "";
    }
    before = text;
  }
  return names;
}

/** True for a column that a sequence serves which it owns, as `serial` makes it. */
export function isSerial(column: ObjectId, { partsOf, allOfKind }: CatalogView): boolean {
  return partsOf(column, "sequence").length > 0 || allOfKind("sequence").some(({ facts }) => facts.ownedBy === column);
}
