/**
 * A change in several steps as it was asked for, with the names that were chosen: the one thing about it that neither the journal nor a
 * catalog can tell. It is a small file in git (`db/changes/NAME.json`); how far the change has come is read from the databases.
 */

import { AppError } from "../app-error.ts";

/** A table, by its unquoted names. */
export interface TablePlace {
  readonly schema: string;
  readonly table: string;
}

/** A column of a twin, and how its value follows from the other side's. */
export interface TwinColumn {
  /** Unquoted. */
  readonly name: string;
  /** As `format_type` writes it with an empty search path. */
  readonly type: string;
  /** SQL over the columns of the other side, by their names at the time when that side leads. */
  readonly expression: string;
  /** The expression never raises: the trigger needs no net below it. */
  readonly isSafe: boolean;
}

/** Columns of one table that say the same in the old form and in the new one. */
export interface Twin extends TablePlace {
  readonly olds: readonly TwinColumn[];
  readonly news: readonly TwinColumn[];
}

/** Columns that are written twice for a while. */
export interface TwinChange {
  readonly kind: "change-type" | "bigint-key" | "rename" | "split" | "merge";
  readonly twins: readonly Twin[];
}

/** A column that is to have no nulls. */
export interface NotNullChange extends TablePlace {
  readonly kind: "not-null";
  readonly column: string;
  /** What stands in place of a null. */
  readonly expression: string;
}

/** A table that has two names for a while. */
export interface RenameTableChange extends TablePlace {
  readonly kind: "rename-table";
  readonly to: string;
}

/** A column that goes from its table to another one. */
export interface MoveChange extends TablePlace {
  readonly kind: "move";
  readonly column: string;
  /** Of both columns. */
  readonly type: string;
  /** Where it goes. */
  readonly to: TablePlace & { readonly column: string };
  /** Columns that are equal for rows that belong together; unique in either table. */
  readonly on: readonly { readonly from: string; readonly to: string }[];
}

/** What is changed. */
export type ChangeShape = TwinChange | NotNullChange | RenameTableChange | MoveChange;

/** The file. */
export interface RecordedChange {
  readonly schemaVersion: 1;
  readonly name: string;
  /** The words that asked for it, for whoever reads the file later. */
  readonly asked: string;
  readonly change: ChangeShape;
}

/** What the old form is called once the new one has taken its name. */
export const retiredSuffix = "__old";
/** What the new form is called until then. */
export const twinSuffix = "__new";

/** True where the new column takes the old one's name at the switch, so that no application sees either. */
export function isSwapped({ kind }: Pick<ChangeShape, "kind">): boolean {
  return kind === "change-type" || kind === "bigint-key";
}

/** The tables that have a trigger of this change, in the order of their numbers. */
export function writtenTables(change: ChangeShape): readonly TablePlace[] {
  if (change.kind === "rename-table") return [];
  if (change.kind === "not-null") return [change];
  return change.kind === "move" ? [change, change.to] : change.twins;
}

/** Files of this change carry these jobs: one for each table. */
export function jobNames({ name, change }: RecordedChange): readonly string[] {
  if (change.kind === "rename-table") return [];
  if (change.kind === "not-null" || change.kind === "move") return [name];
  return change.twins.map((_, i) => (i === 0 ? name : `${name}_${i + 1}`));
}

/** The file's text. */
export function formatRecordedChange(recorded: RecordedChange): string {
  return `${JSON.stringify(recorded, null, 2)}\n`;
}

/** Reads it. @throws AppError CHANGE_INVALID */
export function parseRecordedChange(text: string, file: string): RecordedChange {
  const value = parsed(text);
  const isOne =
    isRecord(value) &&
    value.schemaVersion === 1 &&
    typeof value.name === "string" &&
    isRecord(value.change) &&
    isShape(value.change);
  if (isOne) return value as unknown as RecordedChange; // every field that is read was looked at
  throw new AppError({
    code: "CHANGE_INVALID",
    message: `${file} does not say what is changed as lockstep expand writes it.`,
    hint: `git log -p ${file} shows who edited it.`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isShape(change: Readonly<Record<string, unknown>>): boolean {
  const { kind, twins } = change;
  if (kind === "rename-table") return areTexts(change, ["schema", "table", "to"]);
  if (kind === "not-null") return areTexts(change, ["schema", "table", "column", "expression"]);
  if (kind === "move") return isMove(change);
  const isKnown = ["change-type", "bigint-key", "rename", "split", "merge"].includes(String(kind));
  return isKnown && Array.isArray(twins) && twins.length > 0 && twins.every(isTwin);
}

function isMove(change: Readonly<Record<string, unknown>>): boolean {
  const { to, on } = change;
  const areEnds = Array.isArray(on) && on.length > 0 && on.every((one) => isRecord(one) && areTexts(one, ["from", "to"]));
  return (
    areEnds &&
    areTexts(change, ["schema", "table", "column", "type"]) &&
    isRecord(to) &&
    areTexts(to, ["schema", "table", "column"])
  );
}

function isTwin(twin: unknown): boolean {
  if (!isRecord(twin) || !areTexts(twin, ["schema", "table"])) return false;
  return [twin.olds, twin.news].every(
    (side) =>
      Array.isArray(side) &&
      side.length > 0 &&
      side.every((one) => isRecord(one) && areTexts(one, ["name", "type", "expression"])),
  );
}

function areTexts(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === "string");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
