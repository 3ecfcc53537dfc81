/**
 * The masking file: what is done to each column, proposed by the classifier and confirmed by a person. It is kept in git, so it names columns
 * and reasons and never a value.
 */

import type { Classification } from "./classify.ts";
import { type ColumnTraits, columnName } from "./column-traits.ts";
import type { Mask } from "./mask.ts";

/** One column's entry. */
export interface MaskChoice extends Classification {
  /** With its schema, without quotes: `public.users`. */
  readonly table: string;
  readonly column: string;
  /** As it was when somebody looked: another one asks for another look. */
  readonly type: string;
  /** Who has confirmed it, or false. */
  readonly confirmed: string | false;
}

/** The file. */
export interface MaskingFile {
  readonly schemaVersion: 1;
  /** Sorted by column. */
  readonly columns: readonly MaskChoice[];
}

/** What became of the choices. */
export interface ChoiceUpdate {
  readonly choices: MaskingFile;
  /** `table.column`, each sorted. */
  readonly added: readonly string[];
  /** Of another type than when somebody looked. */
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

/** Puts proposals beside what was there: what a person has confirmed or written stays, unless the column is gone or has another type now. */
export function updateChoices(
  before: readonly MaskChoice[],
  proposed: readonly MaskChoice[],
  columns: readonly ColumnTraits[],
): ChoiceUpdate {
  const typeOf = new Map(columns.map((column) => [columnName(column), column.type]));
  const known = new Map(before.map((choice) => [columnName(choice), choice]));
  const next = new Map(proposed.map((choice) => [columnName(choice), choice]));
  const [changed, gone]: [string[], string[]] = [[], []];
  for (const [name, choice] of known) {
    const type = typeOf.get(name);
    if (type === undefined) gone.push(name);
    else if (type !== choice.type) {
      changed.push(name);
      if (!next.has(name)) next.set(name, { ...choice, type, confirmed: false });
    } else if (choice.confirmed !== false || !next.has(name)) next.set(name, choice);
  }
  const added = [...next.keys()].filter((name) => !known.has(name));
  const sorted = [...next].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, choice]) => choice);
  return { choices: { schemaVersion: 1, columns: sorted }, added: added.sort(), changed: changed.sort(), gone: gone.sort() };
}

/** What is done to a column: what was confirmed for the type that it has, else nothing, which deny by default allows for plain types only. */
export function chosenMask({ table, column, type }: ColumnTraits, choices: readonly MaskChoice[]): Mask {
  const choice = choices.find((one) => one.table === table && one.column === column && one.type === type);
  return choice === undefined || choice.confirmed === false ? { kind: "keep" } : choice.mask;
}

/** The file's text. */
export function formatChoices(choices: MaskingFile): string {
  return `${JSON.stringify(choices, null, 2)}\n`;
}
