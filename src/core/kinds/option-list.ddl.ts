/** `(NAME = value, …)` as CREATE AGGREGATE, OPERATOR, TYPE, COLLATION and the text search statements take it. */

const widest = 100;

/** An option and its value as SQL; null and false leave it out, true says only its name. */
export type WrittenOption = readonly [name: string, value: string | boolean | null];

/** The list with its parentheses, a line for each option where one line would be long. */
export function optionList(options: readonly WrittenOption[]): string {
  const items = options.flatMap(([name, value]) => {
    if (value === null || value === false) return [];
    return [value === true ? name : `${name} = ${value}`];
  });
  return itemList(items);
}

/** Items in parentheses, a line for each where one line would be long. */
export function itemList(items: readonly string[]): string {
  const line = `(${items.join(", ")})`;
  return line.length <= widest ? line : `(\n    ${items.join(",\n    ")}\n)`;
}
