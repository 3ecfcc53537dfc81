/**
 * Operators and support functions that an operator class or family holds. Every member is in a family; pg_depend tells
 * which of them belong to a class and go with it, the others are loose.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import { json, type RowOf } from "../catalog/row-shape.ts";
import type { ColumnUse } from "./define-kind.ts";
import { familyName, operatorName, routineName, typeName } from "./references.sql.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** Members of an operator class or family, sorted. */
export type OperatorMembers = {
  /** `1 app.<(integer,bigint)`; an ordering operator with `FOR ORDER BY` and the family that sorts its result. */
  readonly operators: readonly string[];
  /** `1 (integer,bigint) app.compare(integer,bigint)`. */
  readonly functions: readonly string[];
};

type OperatorRow = readonly [oid: number, strategy: number, operator: string, operatorOid: number, sortFamily: string | null];
type FunctionRow = readonly [oid: number, number: number, left: string, right: string, routine: string, routineOid: number];

/** Joins that give `ops.members` and `procs.members` for the rows of `owner` under the alias. */
export function memberJoins(owner: "pg_opclass" | "pg_opfamily", alias: string): string {
  const ofClass = owner === "pg_opclass";
  // a family of the server's own is pinned: nothing in pg_depend leads to it, so loose is what hangs on no class
  const join = (members: string) => `${ofClass ? "join" : "left join"} pg_catalog.pg_depend d
        on d.classid = 'pg_catalog.${members}'::pg_catalog.regclass and d.objid = m.oid
        and d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass`;
  const filter = `where ${madeByUser("m.oid")}${ofClass ? "" : " and d.objid is null"}`;
  // oids become int8, because json writes an oid as a string
  return `left join (
      select ${ofClass ? "d.refobjid" : "m.amopfamily"} as owner,
             pg_catalog.json_agg(pg_catalog.json_build_array(m.oid::pg_catalog.int8, m.amopstrategy, ${operatorName("m.amopopr")},
               m.amopopr::pg_catalog.int8, ${familyName("m.amopsortfamily")}) order by m.oid) as members
      from pg_catalog.pg_amop m
      ${join("pg_amop")}
      ${filter}
      group by 1
    ) ops on ops.owner = ${alias}.oid
    left join (
      select ${ofClass ? "d.refobjid" : "m.amprocfamily"} as owner,
             pg_catalog.json_agg(pg_catalog.json_build_array(m.oid::pg_catalog.int8, m.amprocnum, ${typeName("m.amproclefttype")},
               ${typeName("m.amprocrighttype")}, ${routineName("m.amproc")}, m.amproc::pg_catalog.int8) order by m.oid) as members
      from pg_catalog.pg_amproc m
      ${join("pg_amproc")}
      ${filter}
      group by 1
    ) procs on procs.owner = ${alias}.oid`;
}

/** The columns that a query with {@link memberJoins} gives as `operators` and `functions`. */
export const memberRow = {
  operators: json<readonly OperatorRow[] | null>(),
  functions: json<readonly FunctionRow[] | null>(),
} as const;

/** Reads the members; `keep` tells by the address of its operator or function whether one counts. */
export function readMembers(
  row: RowOf<typeof memberRow>,
  id: ObjectId,
  keep: (classId: string, oid: number) => boolean,
): {
  readonly facts: OperatorMembers;
  readonly aliases: readonly { classId: string; oid: number; subId: number; id: ObjectId }[];
} {
  const operators = (row.operators ?? []).filter((member) => keep("pg_operator", member[3]));
  const functions = (row.functions ?? []).filter((member) => keep("pg_proc", member[5]));
  return {
    facts: {
      operators: operators.map(operatorText).sort(),
      functions: functions.map(([, number, left, right, routine]) => `${number} (${left},${right}) ${routine}`).sort(),
    },
    aliases: [
      ...(row.operators ?? []).map(([oid]) => ({ classId: "pg_amop", oid, subId: 0, id })),
      ...(row.functions ?? []).map(([oid]) => ({ classId: "pg_amproc", oid, subId: 0, id })),
    ],
  };
}

function operatorText([, strategy, operator, , sortFamily]: OperatorRow): string {
  return sortFamily === null ? `${strategy} ${operator}` : `${strategy} ${operator} FOR ORDER BY ${sortFamily}`;
}

/** What the columns of both member catalogs are. */
export const memberCatalog = {
  "pg_amop.oid": "identity",
  "pg_amop.amopfamily": "parent",
  "pg_amop.amoplefttype": "derived",
  "pg_amop.amoprighttype": "derived",
  "pg_amop.amopstrategy": ["operators"],
  "pg_amop.amoppurpose": ["operators"],
  "pg_amop.amopopr": ["operators"],
  "pg_amop.amopmethod": "derived",
  "pg_amop.amopsortfamily": ["operators"],
  "pg_amproc.oid": "identity",
  "pg_amproc.amprocfamily": "parent",
  "pg_amproc.amproclefttype": ["functions"],
  "pg_amproc.amprocrighttype": ["functions"],
  "pg_amproc.amprocnum": ["functions"],
  "pg_amproc.amproc": ["functions"],
} as const satisfies { readonly [column: `${string}.${string}`]: ColumnUse<OperatorMembers> };
