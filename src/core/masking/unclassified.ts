/**
 * Deny by default: what may hold anything is copied only after a person has decided. A decision is for a column of a type; when the type
 * changes, it is asked for again.
 */

import { AppError } from "../app-error.ts";
import { classify } from "./classify.ts";
import { type ColumnTraits, columnName } from "./column-traits.ts";
import type { MaskChoice } from "./copy-choices.ts";
import { deciders } from "./same-values.ts";
import { type TypeFamily, typeFamily } from "./type-family.ts";

/** A column that nobody has decided about. */
export interface Unclassified {
  readonly traits: ColumnTraits;
  readonly why: string;
}

/** Types whose values tell nothing of themselves: they pass, unless their name does. */
const plainTypes: ReadonlySet<TypeFamily> = new Set(["integer", "numeric", "float", "boolean", "enum", "date", "time", "uuid"]);
/** Named in a message; the rest is counted. */
const named = 12;

/** The columns that a person must decide about. A foreign key follows what it refers to, if that is among them; what is generated does not travel. */
export function columnsToChoose(columns: readonly ColumnTraits[]): readonly ColumnTraits[] {
  const decides = deciders(columns, []);
  return columns.filter((column, i) => {
    if (column.isGenerated || decides[i] !== i) return false;
    if (!plainTypes.has(typeFamily(column.type, column.enumLabels))) return true;
    return classify({ ...column, foreignKeyTo: null }, []).mask.kind !== "keep";
  });
}

/** The columns without a decision, in their order. */
export function unclassified(columns: readonly ColumnTraits[], choices: readonly MaskChoice[]): readonly Unclassified[] {
  const chosen = new Map(choices.map((choice) => [columnName(choice), choice]));
  return columnsToChoose(columns).flatMap((traits): Unclassified[] => {
    const choice = chosen.get(columnName(traits));
    if (choice === undefined) return [{ traits, why: "it is not in the masking file" }];
    if (choice.type !== traits.type)
      return [{ traits, why: `it was ${choice.type} when somebody decided, and is ${traits.type}` }];
    return choice.confirmed === false || choice.confirmed.trim() === ""
      ? [{ traits, why: "nobody has confirmed the proposal" }]
      : [];
  });
}

/**
 * Refuses a copy; `command` proposes what is missing.
 * @throws AppError COLUMNS_UNCLASSIFIED, naming the columns without a decision
 */
export function refuseUnclassified(columns: readonly ColumnTraits[], choices: readonly MaskChoice[], command: string): void {
  const open = unclassified(columns, choices);
  if (open.length === 0) return;
  const lines = open.slice(0, named).map(({ traits, why }) => `${columnName(traits)} (${traits.type}): ${why}`);
  const more = open.length > named ? [`and ${open.length - named} more`] : [];
  const first = `Nobody has decided what a copy may do with ${open.length} column${open.length === 1 ? "" : "s"}. Nothing was copied.`;
  throw new AppError({
    code: "COLUMNS_UNCLASSIFIED",
    message: [first, ...lines, ...more].join("\n"),
    hint: `${command} proposes; look at each column, and set "confirmed" to your name.`,
  });
}
