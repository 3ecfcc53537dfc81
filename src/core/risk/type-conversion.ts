/**
 * Whether a column's values stay as they are on disk when its type changes, as the server decides it (ATColumnChangeRequiresRewrite
 * in src/backend/commands/tablecmds.c, with the support functions of length coercions). Types are spelled as `format_type` does.
 */

import { nodeOf, type SqlTree } from "../sql/sql-tree.ts";
import { columnOfReference } from "./expression.ts";
import type { SchemaDraft } from "./schema-draft.ts";
import { typeText } from "./type-text.ts";

/** `unknown`: the old type, a type that nobody knows, or the session's time zone decides. */
export type Conversion = "keeps" | "rewrites" | "unknown";

/** A type in parts: `timestamp(3) without time zone[]`. */
interface TypeParts {
  readonly base: string;
  readonly modifiers: readonly number[];
  /** Fields of an interval. */
  readonly fields: string;
  readonly isArray: boolean;
}

/** What ALTER COLUMN TYPE does to the values of a column; `using` is null without a USING clause. */
export function conversionOf(
  column: { readonly name: string; readonly type: string | null },
  target: string | null,
  using: SqlTree,
  draft: SchemaDraft,
): Conversion {
  const source = using === null ? column.type : typeOfTrivial(using, column, draft);
  if (source === "computed") return "rewrites";
  if (source === null || target === null) return "unknown";
  return castOf(source, target, draft);
}

// The type of a column under relabelling casts; a USING that computes anything is no such chain.
function typeOfTrivial(
  tree: SqlTree,
  column: { readonly name: string; readonly type: string | null },
  draft: SchemaDraft,
): string | null {
  if (nodeOf(tree, "ColumnRef") !== null) return columnOfReference(tree) === column.name ? column.type : "computed";
  const collated = nodeOf(tree, "CollateClause");
  if (collated !== null) return typeOfTrivial(collated.arg ?? null, column, draft);
  const cast = nodeOf(tree, "TypeCast");
  if (cast === null) return "computed";
  const inner = typeOfTrivial(cast.arg ?? null, column, draft);
  const type = nodeOf({ TypeName: cast.typeName ?? null }, "TypeName");
  const outer = type === null ? null : typeText(type, draft);
  if (inner === "computed" || inner === null || outer === null) return inner === "computed" ? inner : null;
  const step = castOf(inner, outer, draft);
  return step === "keeps" ? outer : step === "rewrites" ? "computed" : null;
}

/** One cast, implicit or written. */
function castOf(from: string, to: string, draft: SchemaDraft): Conversion {
  if (from === to) return "keeps";
  const domain = draft.type(to);
  if (domain?.typtype === "d") return isConstrained(to, draft) ? "rewrites" : castOf(from, domain.base, draft);
  const base = baseType(from, draft);
  // a domain's length is lost on the way to another type
  if (base !== from) return castOf(format({ ...partsOf(base), modifiers: [] }), to, draft);
  return castOfBases(partsOf(from), partsOf(to), draft);
}

/** True for a domain that refuses some value of its base type, by itself or by a domain below it. */
export function isConstrained(type: string, draft: SchemaDraft): boolean {
  const model = draft.type(type);
  if (model?.typtype !== "d") return false;
  // a constraint that is not valid counts as well
  return model.notNull || model.checks.length > 0 || isConstrained(model.base, draft);
}

/** The type below all domains. */
export function baseType(type: string, draft: SchemaDraft): string {
  const model = draft.type(type);
  return model?.typtype === "d" ? baseType(model.base, draft) : type;
}

function castOfBases(from: TypeParts, to: TypeParts, draft: SchemaDraft): Conversion {
  if (from.isArray !== to.isArray) return "rewrites";
  if (from.base !== to.base) return from.isArray ? "rewrites" : castOfOthers(from, to, draft);
  if (to.modifiers.length === 0 && to.fields === "") return "keeps";
  const isSame = String(from.modifiers) === String(to.modifiers) && from.fields === to.fields;
  if (isSame) return "keeps";
  return !from.isArray && isWider(from, to) ? "keeps" : "rewrites";
}

// Length coercions that planning takes away (varchar_support, numeric_support, …). There is none for character and bit.
function isWider(from: TypeParts, to: TypeParts): boolean {
  const [old, oldScale] = from.modifiers;
  const [wanted = 0, scale] = to.modifiers;
  switch (to.base) {
    case "character varying":
    case "bit varying":
      return old !== undefined && old <= wanted;
    case "numeric":
      return old !== undefined && old <= wanted && oldScale === scale;
    case "interval":
      return admitsFields(from, to);
    case "timestamp without time zone":
    case "timestamp with time zone":
    case "time without time zone":
    case "time with time zone":
      return wanted >= maxPrecision || (old !== undefined && old <= wanted);
    default:
      return false;
  }
}

const maxPrecision = 6;
const intervalFields = ["second", "minute", "hour", "day", "month", "year"];

// interval_support in src/backend/utils/adt/timestamp.c: the least field must not become larger
function admitsFields(from: TypeParts, to: TypeParts): boolean {
  const least = ({ fields }: TypeParts) => (fields === "" ? 0 : intervalFields.indexOf(fields.split(" ").at(-1) ?? "second"));
  if (least(to) > least(from)) return false;
  const precision = ({ modifiers }: TypeParts) => modifiers[0] ?? Number.POSITIVE_INFINITY;
  return least(from) > 0 || precision(to) >= maxPrecision || precision(to) >= precision(from);
}

/** Casts without a function (castmethod b in src/include/catalog/pg_cast.dat). */
const relabelled: { readonly [from: string]: readonly string[] | undefined } = {
  text: ["character varying", "character", "citext"],
  "character varying": ["text", "character", "citext"],
  citext: ["text", "character varying"],
  xml: ["text", "character varying", "character"],
  cidr: ["inet"],
  bit: ["bit varying"],
  "bit varying": ["bit"],
};

const times: ReadonlySet<string> = new Set(["timestamp without time zone", "timestamp with time zone"]);

function castOfOthers(from: TypeParts, to: TypeParts, draft: SchemaDraft): Conversion {
  if (times.has(from.base) && times.has(to.base)) return castOfTimes(to, draft);
  const [source, target] = [own(from.base), own(to.base)];
  const isRelabelled = relabelled[source]?.includes(target) === true || (isOid(source) && isOid(target));
  if (isRelabelled && !(isRegister(source) && isRegister(target))) return to.modifiers.length === 0 ? "keeps" : "rewrites";
  return isKnownType(from.base, draft) && isKnownType(to.base, draft) ? "rewrites" : "unknown";
}

// Where the zone's offset is always zero, both types hold the same number (12+).
function castOfTimes(to: TypeParts, { timeZone }: SchemaDraft): Conversion {
  if (timeZone === null) return "unknown";
  if (!/^(etc\/)?(utc|uct|gmt|gmt[+-]?0|greenwich|zulu|universal|utc[+-]?0)$/i.test(timeZone)) return "rewrites";
  return to.modifiers.length === 0 || (to.modifiers[0] ?? 0) >= maxPrecision ? "keeps" : "rewrites";
}

const isRegister = (type: string) => /^reg[a-z]+$/.test(type);
const isOid = (type: string) => type === "oid" || type === "integer" || isRegister(type);

// citext is an extension's: it may be in any schema
function own(base: string): string {
  if (base === "bpchar") return "character";
  return base === "citext" || base.endsWith(".citext") ? "citext" : base;
}

// What a schema qualifies is a user's type, which a text alone may not know.
function isKnownType(base: string, draft: SchemaDraft): boolean {
  return draft.isComplete || !base.includes(".") || draft.type(base) !== null;
}

function partsOf(type: string): TypeParts {
  const isArray = type.endsWith("[]");
  const element = isArray ? type.slice(0, -2) : type;
  // names of users are qualified and may hold anything between quotes
  const found = element.includes('"') ? null : /^(.*?)\(([\d,-]+)\)(.*)$/.exec(element);
  const modifiers = (found?.[2] ?? "").split(",").filter(Boolean).map(Number);
  const base = `${found?.[1] ?? element}${found?.[3] ?? ""}`;
  const interval = /^interval (.*)$/.exec(base);
  return interval === null
    ? { base: base === "bpchar" ? "character" : base, modifiers, fields: "", isArray }
    : { base: "interval", modifiers, fields: interval[1] ?? "", isArray };
}

function format({ base, isArray }: TypeParts): string {
  return `${base === "character" ? "bpchar" : base}${isArray ? "[]" : ""}`;
}

/** What a default operator class is chosen by: types that share one need no other index (pg_opclass.dat). */
export function indexFamily(type: string, draft: SchemaDraft): string {
  const { base, isArray } = partsOf(baseType(type, draft));
  const name = own(base);
  const family = name === "character varying" ? "text" : name === "cidr" ? "inet" : isRegister(name) ? "oid" : name;
  return isArray ? "array" : family;
}
