/** Options of foreign-data wrappers, servers, user mappings and foreign tables as SQL. Withheld values cannot be written. */

import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";

type Options = { readonly [option: string]: string | null };

const item = (name: string, value: string) => `${quoteIdentifier(name)} ${quoteLiteral(value).trim()}`;

/** ` OPTIONS (host 'here')`, or nothing. */
export function optionsClause(options: Options): string {
  const items = Object.entries(options).flatMap(([name, value]) => (value === null ? [] : [item(name, value)]));
  return items.length === 0 ? "" : ` OPTIONS (${items.join(", ")})`;
}

/** ` OPTIONS (ADD …, SET …, DROP …)` that leads from one list of options to another, or nothing. */
export function optionsChange(before: Options, after: Options): string {
  const items = [
    ...Object.keys(before).flatMap((name) => (name in after ? [] : [`DROP ${quoteIdentifier(name)}`])),
    ...Object.entries(after).flatMap(([name, value]) =>
      value === null || before[name] === value ? [] : [`${name in before ? "SET" : "ADD"} ${item(name, value)}`],
    ),
  ];
  return items.length === 0 ? "" : ` OPTIONS (${items.join(", ")})`;
}

/** What is left to be done by hand: options of `after`, and not of `before`, whose values are withheld. */
export function withheldOptions(before: Options, after: Options): readonly Hazard[] {
  const names = Object.keys(after).filter((name) => after[name] === null && !(name in before));
  if (names.length === 0) return [];
  return [{ hazard: "may-fail", detail: `${names.join(", ")}: secrets are never read, so that they must be added by hand` }];
}
