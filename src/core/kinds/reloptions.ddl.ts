/** Storage and other `name = value` options as SQL. */

import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";

type Options = { readonly [option: string]: string };

const plainValue = /^(?:-?[0-9]+(?:\.[0-9]+)?|true|false|on|off)$/;

/** ` WITH (fillfactor = 70)`, or nothing. `prefix` stands before each name: `toast.`. */
export function withOptions(...lists: readonly (readonly [options: Options, prefix?: string])[]): string {
  const items = lists.flatMap(([options, prefix = ""]) => optionItems(options, prefix));
  return items.length === 0 ? "" : ` WITH (${items.join(", ")})`;
}

/** `SET (…)` and `RESET (…)`, as far as needed, that lead from one list of options to another. */
export function optionActions(before: Options, after: Options, prefix = ""): readonly string[] {
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
  const gone = Object.keys(before).filter((name) => !(name in after));
  const set = optionItems(changed, prefix);
  return [
    ...(set.length === 0 ? [] : [`SET (${set.join(", ")})`]),
    ...(gone.length === 0 ? [] : [`RESET (${gone.map((name) => `${prefix}${quoteIdentifier(name)}`).join(", ")})`]),
  ];
}

function optionItems(options: Options, prefix: string): readonly string[] {
  return Object.entries(options).map(
    ([name, value]) => `${prefix}${quoteIdentifier(name)} = ${plainValue.test(value) ? value : quoteLiteral(value).trim()}`,
  );
}
