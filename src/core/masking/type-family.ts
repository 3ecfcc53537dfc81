/** Types by what a mask may write into them: what `format_type` says, without lengths and precisions. */

/** `other`: nothing made up fits surely (ranges, geometry, vectors, composites). */
export type TypeFamily =
  | "text"
  | "integer"
  | "numeric"
  | "float"
  | "boolean"
  | "enum"
  | "date"
  | "time"
  | "uuid"
  | "address"
  | "hex"
  | "json"
  | "xml"
  | "other";

const families: { readonly [type: string]: TypeFamily } = {
  text: "text",
  "character varying": "text",
  character: "text",
  citext: "text",
  name: "text",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  numeric: "numeric",
  real: "float",
  "double precision": "float",
  boolean: "boolean",
  date: "date",
  "timestamp without time zone": "date",
  "timestamp with time zone": "date",
  "time without time zone": "time",
  "time with time zone": "time",
  interval: "time",
  uuid: "uuid",
  inet: "address",
  cidr: "address",
  bytea: "hex",
  macaddr: "hex",
  macaddr8: "hex",
  json: "json",
  jsonb: "json",
  xml: "xml",
};

/** The type without length, precision, schema and array signs: `public.citext[]` → `citext`. */
export function bareType(type: string): string {
  const plain = type
    .replace(/(\[\])+$/, "")
    .replace(/\([^)]*\)/, "")
    .trim();
  return plain.endsWith("citext") ? "citext" : plain;
}

/** The family of a type, of its elements where it is an array. */
export function typeFamily(type: string, enumLabels: readonly string[] | null): TypeFamily {
  if (enumLabels !== null) return "enum";
  return families[bareType(type)] ?? "other";
}
