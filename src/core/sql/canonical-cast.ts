/**
 * Casts and constants: the part of an expression that Postgres re-spells most. Reading `(ARRAY['a'::varchar])::text[]`
 * back gives `ARRAY[('a'::varchar)::text]`, and a negative number is printed as a quoted, cast string.
 */

import { canonicalNumber, throughNumeric } from "./canonical-number.ts";
import { isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "./sql-tree.ts";

/** The text types whose values are the same bytes: casting a constant through one of them changes nothing. */
const plainText = new Set(["text", "varchar"]);

/** A type name without the `pg_catalog` that the grammar adds to SQL-standard spellings. */
export function canonicalTypeName(fields: SqlFields): SqlFields {
  const names = listOf(fields.names);
  const short = names.length > 1 && textOf(nodeOf(names[0], "String")?.sval) === "pg_catalog" ? names.slice(1) : names;
  return { ...fields, names: short };
}

/** The canonical form of a cast whose argument and type are canonical already. */
export function canonicalCast(fields: SqlFields): SqlTree {
  const type = isFields(fields.typeName) ? fields.typeName : {};
  const argument = fields.arg ?? null;
  return pushIntoArray(type, argument) ?? constant(type, argument) ?? collapsed(type, argument) ?? { TypeCast: fields };
}

/** `(ARRAY[a, b])::t[]` → `ARRAY[a::t, b::t]`, as Postgres' parser does when it reads the text back. */
function pushIntoArray(type: SqlFields, argument: SqlTree): SqlTree | null {
  const array = nodeOf(argument, "A_ArrayExpr");
  const elements = listOf(array?.elements);
  // an empty array has its type from nowhere but the cast
  if (array === null || type.arrayBounds === undefined || elements.length === 0) return null;
  const { arrayBounds: _bounds, ...elementType } = type;
  if (!elements.every((element) => isScalar(element, elementType) || nodeOf(element, "A_ArrayExpr") !== null)) return null;
  const pushed = elements.map((element) =>
    canonicalCast({ arg: element, typeName: nodeOf(element, "A_ArrayExpr") === null ? elementType : type }),
  );
  return { A_ArrayExpr: { ...array, elements: pushed } };
}

/**
 * True for what is surely no array itself: casting an array column element by element would mean something else.
 * To text, columns count as scalars: only varchar columns ever get the implicit array cast to text[].
 */
function isScalar(element: SqlTree, elementType: SqlFields): boolean {
  const cast = nodeOf(element, "TypeCast");
  if (cast !== null) return isFields(cast.typeName) && cast.typeName.arrayBounds === undefined;
  return nodeOf(element, "A_Const") !== null || simpleName(elementType) === "text";
}

/** Constants have one spelling: `'-1'::integer` is `-1`, `1::integer` is `1`, `'1.5'::numeric` is `1.5`. */
function constant(type: SqlFields, argument: SqlTree): SqlTree | null {
  const name = baseName(type);
  const literal = nodeOf(argument, "A_Const");
  return literal === null || name === null ? null : canonicalNumber(type, name, literal);
}

/** Casts on top of each other: the same type twice, or a constant that goes through another text type. */
function collapsed(type: SqlFields, argument: SqlTree): SqlTree | null {
  const inner = nodeOf(argument, "TypeCast");
  if (inner === null || !isFields(inner.typeName)) return null;
  if (JSON.stringify(inner.typeName) === JSON.stringify(type)) return argument;
  const outerName = simpleName(type);
  const innerName = simpleName(inner.typeName);
  if (innerName === "numeric" && baseName(type) === "numeric") return throughNumeric(type, inner);
  const literal = nodeOf(inner.arg, "A_Const");
  if (outerName === null || innerName === null || literal === null || !plainText.has(outerName)) return null;
  const value = textOf(isFields(literal.sval) ? literal.sval.sval : undefined);
  // character(n) and bpchar lose trailing blanks on the way to text
  const same = plainText.has(innerName) || (innerName === "bpchar" && value !== null && !value.endsWith(" "));
  return same ? { TypeCast: { arg: inner.arg ?? null, typeName: type } } : null;
}

/** The name of a type without schema, length, array bounds or `setof`; null for any other. */
function simpleName(type: SqlFields): string | null {
  return type.typmods === undefined ? baseName(type) : null;
}

/** The same for a type that may have a length or scale. */
function baseName(type: SqlFields): string | null {
  const names = namesOf(type.names);
  const bare = type.arrayBounds === undefined && type.setof === undefined;
  return bare && names?.length === 1 ? (names[0] ?? null) : null;
}
