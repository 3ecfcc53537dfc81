/**
 * What stands in the way of encrypting columns, judged from what the catalog and the settings say. An obstacle makes it wrong or impossible; a warning
 * is something that the team should know before, as it cannot be taken back.
 */

import { envelopeLength } from "./envelope.ts";

/** A column as the catalog has it. */
export interface PreflightColumn {
  readonly name: string;
  /** As `format_type` writes it. */
  readonly type: string;
  /** Of varchar(n); null: no limit. */
  readonly limit: number | null;
  readonly isGenerated: boolean;
  /** Bytes of the longest value that is no envelope; null: not measured. */
  readonly longest: number | null;
  /** Null: not there. */
  readonly isThere: boolean;
}

/** Something else that uses one of the columns. */
export interface ColumnUse {
  readonly kind:
    | "unique"
    | "index"
    | "foreign-key"
    | "check"
    | "exclusion"
    | "generated"
    | "view"
    | "policy"
    | "trigger"
    | "statistics";
  readonly name: string;
  readonly column: string;
}

/** All that was found. */
export interface PreflightFacts {
  readonly columns: readonly PreflightColumn[];
  /** The key that values are bound to, with its types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  readonly uses: readonly ColumnUse[];
  /** Row security hides rows from the role that this runs as. */
  readonly isHidden: boolean;
  /** The role may set constraints on the table, which only its owner may. */
  readonly isOwner: boolean;
  readonly hasFullIdentity: boolean;
  readonly publications: readonly string[];
  readonly logicalSlots: readonly string[];
  /** Settings by which statements or parameters reach the server's log, as `name = value`. */
  readonly logging: readonly string[];
}

/** The judgement, each a sentence. */
export interface Preflight {
  readonly obstacles: readonly string[];
  readonly warnings: readonly string[];
}

/** Types whose text is the same whatever the session's settings are, so that an application writes it as the server does. */
const keyTypes = new Set(["smallint", "integer", "bigint", "uuid", "text"]);

/** Judges. `binding` as in the job. */
export function judgePreflight(facts: PreflightFacts, binding: "row" | "column"): Preflight {
  return {
    obstacles: [
      ...facts.columns.flatMap((column) => columnObstacles(column)),
      ...(binding === "row" ? facts.key.flatMap((column) => keyObstacles(column, facts)) : []),
      ...facts.uses.flatMap(useObstacle),
      ...(facts.isOwner
        ? []
        : ["this role does not own the table, and only its owner may set the trigger and the check that keep plain text out"]),
      ...(facts.isHidden
        ? ["row security hides rows from this role: they would stay in plain text; run it as a role with BYPASSRLS"]
        : []),
    ],
    warnings: [...facts.uses.flatMap(useWarning), ...spreadWarnings(facts)],
  };
}

function columnObstacles({ name, type, limit, isGenerated, longest, isThere }: PreflightColumn): readonly string[] {
  if (!isThere) return [`there is no column ${name}`];
  if (isGenerated) return [`${name} is generated from other columns, which hold the same in plain text`];
  if (type !== "text" && !/^character varying/.test(type))
    return [`${name} is ${type}; only text and varchar can be encrypted: ${aroundType(name, type)}`];
  const needed = envelopeLength(longest ?? 0);
  if (limit !== null && needed > limit)
    return [
      `${name} is ${type}, and its longest value takes ${needed} characters encrypted: make it text first, which rewrites nothing`,
    ];
  return [];
}

// An envelope is text; what was bytes or JSON before is opened as the text that was made of it.
function aroundType(name: string, type: string): string {
  const how = type === "bytea" ? ` --using "encode(${name}, 'hex')" --back "decode(${name}, 'hex')"` : "";
  return `make it text first, without downtime: lockstep expand change-type TABLE.${name} text${how}; your code then reads and writes it as text`;
}

function keyObstacles({ name, type }: PreflightFacts["key"][number], { columns }: PreflightFacts): readonly string[] {
  if (columns.some((column) => column.name === name)) return [`${name} belongs to the key that its own value would be bound to`];
  if (keyTypes.has(type) || /^character varying/.test(type)) return [];
  return [`the key's ${name} is ${type}, whose text depends on settings: bind to the column instead (binding: "column")`];
}

function useObstacle({ kind, name, column }: ColumnUse): readonly string[] {
  switch (kind) {
    case "foreign-key":
      return [`foreign key ${name} compares ${column} with other tables, and no two encrypted values are alike`];
    case "unique":
      return [`${name} keeps ${column} unique, which says nothing of encrypted values: put it on a blind index`];
    case "exclusion":
      return [`exclusion constraint ${name} compares values of ${column}`];
    case "generated":
      return [
        `${name} is generated from ${column}: it would be computed from the encrypted text, and holds plain text until then`,
      ];
    case "policy":
      return [`policy ${name} compares ${column}`];
    default:
      return [];
  }
}

function useWarning({ kind, name, column }: ColumnUse): readonly string[] {
  switch (kind) {
    case "index":
      return [`index ${name} on ${column} finds no plain text any more; a value is at most 2,700 bytes in a B-tree`];
    case "check":
      return [`check ${name} is asked of the encrypted ${column}`];
    case "view":
      return [`view ${name} shows ${column} as it is stored: encrypted`];
    case "trigger":
      return [`trigger ${name} fires for rows that are encrypted, and sees the old and the new ${column}`];
    case "statistics":
      return [`statistics ${name} hold values of ${column} until the table is analyzed`];
    default:
      return [];
  }
}

function spreadWarnings({ hasFullIdentity, publications, logicalSlots, logging }: PreflightFacts): readonly string[] {
  const readers = [...publications.map((name) => `publication ${name}`), ...logicalSlots.map((name) => `slot ${name}`)];
  return [
    ...(hasFullIdentity
      ? ["the table's replica identity is full: WAL carries the plain text of each row once more while it is encrypted"]
      : []),
    ...(readers.length === 0
      ? []
      : [
          `${readers.join(", ")}: whoever reads changes there has the plain text of before, and sees encrypted values from now on`,
        ]),
    ...logging.map((setting) => `${setting}: the server's log may hold plain text that applications have sent`),
  ];
}
