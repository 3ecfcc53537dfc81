/** A type that a statement names, spelled as `format_type` spells it, so that it can be compared with the types of a catalog. */

import { qualifiedName } from "../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree } from "../sql/sql-tree.ts";
import type { SchemaDraft } from "./schema-draft.ts";

/** Built-in types that have a longer name in SQL; `*` stands where the modifier goes when it does not go to the end. */
const sqlNames: { readonly [name: string]: string | undefined } = {
  bool: "boolean",
  int2: "smallint",
  int4: "integer",
  int: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  varchar: "character varying",
  bpchar: "character",
  varbit: "bit varying",
  timestamp: "timestamp* without time zone",
  timestamptz: "timestamp* with time zone",
  time: "time* without time zone",
  timetz: "time* with time zone",
  serial: "integer",
  serial4: "integer",
  bigserial: "bigint",
  serial8: "bigint",
  smallserial: "smallint",
  serial2: "smallint",
};

const plainNames: ReadonlySet<string> = new Set(
  `text uuid json jsonb jsonpath date interval numeric money bytea bit char name oid xml inet cidr macaddr macaddr8 point line lseg box
  path polygon circle tsvector tsquery xid xid8 cid tid pg_lsn regclass regproc regprocedure regoper regoperator regtype regrole
  regnamespace regconfig regdictionary int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange
  nummultirange tsmultirange tstzmultirange datemultirange refcursor txid_snapshot pg_snapshot record void trigger`.split(/\s+/),
);

/** The spelling of a `TypeName`'s fields; null for `%TYPE` and for modifiers that only the type itself understands. */
export function typeText(type: SqlFields, draft: SchemaDraft): string | null {
  const names = namesOf(type.names);
  if (names === null || names.length === 0 || type.pct_type === true) return null;
  const own = names.at(-1) ?? "";
  const isBuiltIn = names.length === 1 ? own in sqlNames || plainNames.has(own) : names.at(-2) === "pg_catalog";
  const base = isBuiltIn ? (sqlNames[own] ?? own) : userType(names, draft);
  const modifier = isBuiltIn ? modifierText(own, listOf(type.typmods)) : "";
  if (modifier === null) return null;
  // `character` without a length means one character, `bpchar` any number
  const name = own === "bpchar" && modifier === "" ? "bpchar" : base === "char" ? '"char"' : base;
  const spelled = name.includes("*") ? name.replace("*", modifier) : `${name}${modifier}`;
  return listOf(type.arrayBounds).length > 0 ? `${spelled}[]` : spelled;
}

// Types without a schema are found by the search path; one that nobody knows is taken to be in its first schema.
function userType(names: readonly string[], draft: SchemaDraft): string {
  const own = names.at(-1) ?? "";
  if (names.length > 1) return qualifiedName(...names.slice(-2));
  const found = draft.searchPath
    .map((schema) => qualifiedName(schema, own))
    .find((name) => draft.type(name) !== null || draft.known(name) !== null);
  return found ?? qualifiedName(draft.searchPath[0] ?? "public", own);
}

function modifierText(type: string, modifiers: readonly SqlTree[]): string | null {
  if (modifiers.length === 0) return "";
  const values = modifiers.map((one) => {
    // zero is left out of the tree
    const value = fieldsOf(nodeOf(one, "A_Const")?.ival);
    return typeof value.ival === "number" ? value.ival : nodeOf(one, "A_Const")?.ival === undefined ? null : 0;
  });
  if (values.includes(null)) return null;
  if (type === "interval") return intervalText(values);
  // numeric(8) is numeric(8,0)
  if (type === "numeric" && values.length === 1) values.push(0);
  return `(${values.join(",")})`;
}

// Bits of INTERVAL_MASK (src/include/utils/timestamp.h).
const intervalFields: readonly (readonly [name: string, bit: number])[] = [
  ["year", 1 << 2],
  ["month", 1 << 1],
  ["day", 1 << 3],
  ["hour", 1 << 10],
  ["minute", 1 << 11],
  ["second", 1 << 12],
];

// ` day to second(3)`: the fields that the mask leaves, then the precision of seconds.
function intervalText([mask, precision]: readonly (number | null)[]): string {
  const kept = intervalFields.filter(([, bit]) => ((mask ?? 0) & bit) !== 0).map(([name]) => name);
  const first = kept[0];
  const last = kept.at(-1);
  const isWhole = kept.length === intervalFields.length;
  const fields = isWhole || first === undefined ? "" : first === last ? ` ${first}` : ` ${first} to ${last}`;
  return `${fields}${precision == null ? "" : `(${precision})`}`;
}
