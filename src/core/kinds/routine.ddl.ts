/**
 * What functions and procedures have in common as SQL: signature, arguments, settings and body. CREATE OR REPLACE keeps whoever
 * uses a routine, so it is how nearly every change is made.
 */

import { nameOf } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import { dollarQuote } from "../sql/dollar-quote.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { splitList } from "../sql/split-list.ts";
import type { Alter, ObjectOf } from "./kind-ddl.ts";
import type { RoutineArgument, RoutineFacts } from "./routine-facts.ts";
import { settingAssignment } from "./setting-value.ddl.ts";
import { bareName } from "./signature.ddl.ts";

type Routine = ObjectOf<RoutineFacts>;

const isInput = ({ mode }: RoutineArgument) => mode === "in" || mode === "inout" || mode === "variadic";
const modeWords = { in: "", out: "OUT ", inout: "INOUT ", variadic: "VARIADIC ", table: "" } as const;

/** `app.add(integer, integer)`. */
export function functionSignature({ id, facts }: Routine): string {
  const types = facts.arguments.filter(isInput).map(({ type }) => type);
  return `${bareName(nameOf(id))}(${types.join(", ")})`;
}

/** `app.transfer(IN integer, OUT text)`: with modes, because OUT arguments tell procedures of one name apart. */
export function procedureSignature({ id, facts }: Routine): string {
  const types = facts.arguments.map(({ mode, type }) => `${modeWords[mode] || "IN "}${type}`);
  return `${bareName(nameOf(id))}(${types.join(", ")})`;
}

/** `(a integer, b text DEFAULT 'x'::text)`; columns of RETURNS TABLE are not among them. */
export function argumentList({ arguments: all, argumentDefaults }: RoutineFacts): string {
  const defaults = [...splitList(argumentDefaults ?? "")];
  const inputs = all.filter(isInput);
  const withDefault = new Map(inputs.slice(inputs.length - defaults.length).map((argument, i) => [argument, defaults[i] ?? ""]));
  const items = all
    .filter(({ mode }) => mode !== "table")
    .map((argument) => {
      const value = withDefault.get(argument);
      return `${modeWords[argument.mode]}${namedType(argument)}${value === undefined ? "" : ` DEFAULT ${value}`}`;
    });
  return `(${items.join(", ")})`;
}

/** `a integer`, or the type alone. */
export function namedType({ name, type }: { readonly name: string | null; readonly type: string }): string {
  return name === null ? type : `${quoteIdentifier(name)} ${type}`;
}

/** LANGUAGE, the attributes given, SET clauses and the body, each on a line of its own. */
export function routineClauses(facts: RoutineFacts, attributes: readonly string[]): readonly string[] {
  const transforms = facts.transforms.map((type) => `FOR TYPE ${type}`).join(", ");
  const words = [
    `LANGUAGE ${quoteIdentifier(facts.language)}`,
    ...(transforms === "" ? [] : [`TRANSFORM ${transforms}`]),
    ...attributes,
    ...(facts.isSecurityDefiner ? ["SECURITY DEFINER"] : []),
  ];
  const settings = Object.entries(facts.configuration).flatMap(([name, value]) =>
    value === null ? [] : [`SET ${settingAssignment(name, value)}`],
  );
  return [words.join(" "), ...settings, bodyClause(facts)];
}

function bodyClause({ language, body, library, sqlBody }: RoutineFacts): string {
  if (sqlBody !== null) return sqlBody.trim();
  const text = body ?? "";
  if (library !== null) return `AS ${quoteLiteral(library).trim()}, ${quoteLiteral(text).trim()}`;
  return `AS ${language === "internal" ? quoteLiteral(text).trim() : dollarQuote(text)}`;
}

/** Actions of ALTER FUNCTION and ALTER PROCEDURE that lead from one list of settings to another. */
export function settingActions({ before, after }: Alter<RoutineFacts>): readonly string[] {
  const [old, now] = [before.facts.configuration, after.facts.configuration];
  return [
    ...Object.keys(old).flatMap((name) => (name in now ? [] : [`RESET ${settingName(name)}`])),
    ...Object.entries(now).flatMap(([name, value]) =>
      value === null || old[name] === value ? [] : [`SET ${settingAssignment(name, value)}`],
    ),
  ];
}

function settingName(name: string): string {
  return name.split(".").map(quoteIdentifier).join(".");
}

/** Languages that only a superuser may use (pg_language.lanpltrusted), those of the usual extensions among them. */
const untrusted: ReadonlySet<string> = new Set(["c", "internal", "plperlu", "plpython3u", "pltclu"]);

/** What writing the routine as a whole needs or loses. */
export function routineHazards(facts: RoutineFacts): readonly Hazard[] {
  const withheld = Object.entries(facts.configuration).flatMap(([name, value]) => (value === null ? [name] : []));
  return [
    ...(untrusted.has(facts.language)
      ? [{ hazard: "needs-privilege" as const, detail: `only a superuser may write routines in ${facts.language}` }]
      : []),
    ...(withheld.length > 0
      ? [{ hazard: "may-fail" as const, detail: `its SET ${withheld.join(", ")} is withheld and not written: set it afterwards` }]
      : []),
  ];
}

/** CREATE OR REPLACE gives a name to an argument that had none, and changes nothing else of the list. */
export function keepsArguments({ before, after }: Alter<RoutineFacts>): boolean {
  const [old, now] = [before.facts.arguments, after.facts.arguments];
  return (
    old.length === now.length &&
    old.every((argument, i) => {
      const other = now[i];
      if (other === undefined || argument.mode !== other.mode || argument.type !== other.type) return false;
      return argument.name === other.name || (argument.name === null && isInput(argument));
    })
  );
}

/** CREATE OR REPLACE adds defaults and changes them, but takes none away. */
export function keepsDefaults({ before, after }: Alter<RoutineFacts>): boolean {
  const count = (facts: RoutineFacts) => splitList(facts.argumentDefaults ?? "").length;
  return count(after.facts) >= count(before.facts);
}
