/**
 * What functions and procedures have in common: signature, body and the settings that run with it. Their rows come
 * from one catalog, so one query text serves both kinds.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import { json, type RowOf } from "../catalog/row-shape.ts";
import { alter, type ColumnUse, type FactMeaning, type ReadContext } from "./define-kind.ts";
import type { AlterFacts } from "./kind-ddl.ts";
import { routineName, typeName } from "./references.sql.ts";
import { optionsFact } from "./reloptions.ts";
import { keepsArguments, keepsDefaults } from "./routine.ddl.ts";
import { isSecretSetting } from "./secret-names.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

const modes = { i: "in", o: "out", b: "inout", v: "variadic", t: "table" } as const;

/** One declared argument; `table` is a column of RETURNS TABLE. */
export type RoutineArgument = {
  readonly mode: (typeof modes)[keyof typeof modes];
  readonly name: string | null;
  readonly type: string;
};

/** Facts of every function and procedure. */
export type RoutineFacts = {
  readonly language: string;
  /** All arguments in order, those of mode out and table too. */
  readonly arguments: readonly RoutineArgument[];
  /** Defaults of the last input arguments as one list, as SQL. */
  readonly argumentDefaults: string | null;
  /** Source text, or the link symbol of a C function; null with a SQL-standard body. */
  readonly body: string | null;
  /** The file that a C function is loaded from. */
  readonly library: string | null;
  /** `RETURN …` or `BEGIN ATOMIC … END`. */
  readonly sqlBody: string | null;
  readonly isSecurityDefiner: boolean;
  /** `SET` clauses; null where a value is withheld. */
  readonly configuration: { readonly [setting: string]: string | null };
  /** Types that FOR TYPE names. */
  readonly transforms: readonly string[];
};

/** Rows of `pg_proc` of the given `prokind`s. */
export function routineQuery(prokinds: string): string {
  // prosrc is not read where a parsed body stands in for it: it is empty then
  return `
    select p.oid, n.nspname as schema, p.proname as name, pg_catalog.pg_get_userbyid(p.proowner) as owner, l.lanname as language,
           pg_catalog.to_json(p.proargtypes::pg_catalog.oid[]::pg_catalog.regtype[]) as input_types,
           pg_catalog.to_json(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[])::pg_catalog.regtype[]) as argument_types,
           p.proargmodes::pg_catalog.text[] as argument_modes, p.proargnames as argument_names,
           pg_catalog.pg_get_expr(p.proargdefaults, 0) as argument_defaults,
           ${typeName("p.prorettype")} as result_type, p.proretset as returns_set, p.prokind = 'w' as is_window,
           case when p.prosqlbody is null then p.prosrc end as body, p.probin as library,
           case when p.prosqlbody is not null then pg_catalog.pg_get_function_sqlbody(p.oid) end as sql_body,
           p.provolatile as volatility, p.proisstrict as is_strict, p.proleakproof as is_leakproof, p.proparallel as parallel,
           p.prosecdef as is_security_definer, p.procost as cost, p.prorows as "rows",
           ${routineName("p.prosupport")} as support_function, p.proconfig as configuration,
           pg_catalog.to_json(p.protrftypes::pg_catalog.regtype[]) as transforms, d.objid is not null as is_part_of_type
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ${inUserSchema("n")}
    join pg_catalog.pg_language l on l.oid = p.prolang
    left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
      and d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.deptype = 'i'
    where p.prokind in (${prokinds}) and ${madeByUser("p.oid")}
    order by n.nspname, p.proname, p.oid`;
}

/** The columns of {@link routineQuery}. */
export const routineRow = {
  oid: "int",
  schema: "text",
  name: "text",
  owner: "text",
  language: "text",
  input_types: json<readonly string[]>(),
  argument_types: json<readonly string[]>(),
  argument_modes: "text[]?",
  argument_names: "text[]?",
  argument_defaults: "text?",
  result_type: "text?",
  returns_set: "bool",
  is_window: "bool",
  body: "text?",
  library: "text?",
  sql_body: "text?",
  volatility: "text",
  is_strict: "bool",
  is_leakproof: "bool",
  parallel: "text",
  is_security_definer: "bool",
  cost: "float",
  rows: "float",
  support_function: "text?",
  configuration: "text[]?",
  transforms: json<readonly string[] | null>(),
  // the constructor functions of a range type, which come and go with it
  is_part_of_type: "bool",
} as const;

/** Arguments from the parallel arrays of `pg_proc`, which leave out what is the default for all. */
export function routineArguments(
  types: readonly string[],
  argumentModes: readonly string[] | null,
  names: readonly string[] | null,
): readonly RoutineArgument[] {
  return types.map((type, i) => {
    const mode = modes[(argumentModes?.[i] ?? "i") as keyof typeof modes]; // pg_proc.proargmodes has these five
    return { mode, name: names?.[i] || null, type };
  });
}

/** Reads the facts that functions and procedures share. */
export function routineFacts(row: RowOf<typeof routineRow>, id: ObjectId, context: ReadContext): RoutineFacts {
  const { language, library } = row;
  return {
    language,
    arguments: routineArguments(row.argument_types, row.argument_modes, row.argument_names),
    argumentDefaults: row.argument_defaults,
    body: row.body,
    library,
    sqlBody: row.sql_body,
    isSecurityDefiner: row.is_security_definer,
    configuration: configurationFact(row.configuration, id, context),
    transforms: row.transforms ?? [],
  };
}

function configurationFact(
  settings: readonly string[] | null,
  id: ObjectId,
  context: ReadContext,
): RoutineFacts["configuration"] {
  const pairs = Object.entries(optionsFact(settings));
  const withheld = pairs.flatMap(([name]) => (isSecretSetting(name) ? [name] : []));
  if (withheld.length > 0)
    context.notCompared({ what: id, why: `values that may be secret are not compared: ${withheld.join(", ")}` });
  return Object.fromEntries(pairs.map(([name, value]) => [name, isSecretSetting(name) ? null : value]));
}

/** What differences in the shared facts take; `by` writes all of them. */
export function routineChanges<F extends RoutineFacts>(
  by: AlterFacts<F>,
): { readonly [K in keyof RoutineFacts]: FactMeaning<F> } {
  return {
    language: alter("replace-routine", by),
    // CREATE OR REPLACE refuses another name for an argument, and another result by way of OUT arguments
    arguments: { ...alter("replace-routine", by), canAlter: keepsArguments },
    argumentDefaults: { ...alter("replace-routine", by, "expression"), canAlter: keepsDefaults },
    body: alter("replace-routine", by),
    library: alter("replace-routine", by),
    sqlBody: alter("replace-routine", by, "statement"),
    isSecurityDefiner: alter("replace-routine", by),
    configuration: alter("replace-routine", by),
    transforms: alter("replace-routine", by),
  };
}

/** The catalog columns that every routine has, and what {@link RoutineFacts} makes of them. */
export const routineCatalog = {
  "pg_proc.oid": "identity",
  "pg_proc.proname": "identity",
  "pg_proc.pronamespace": "identity",
  "pg_proc.proowner": "owner",
  "pg_proc.prolang": ["language"],
  "pg_proc.provariadic": "derived",
  "pg_proc.prokind": "identity",
  "pg_proc.prosecdef": ["isSecurityDefiner"],
  "pg_proc.pronargs": "derived",
  "pg_proc.pronargdefaults": "derived",
  "pg_proc.proargtypes": "identity",
  "pg_proc.proallargtypes": ["arguments"],
  "pg_proc.proargmodes": ["arguments"],
  "pg_proc.proargnames": ["arguments"],
  "pg_proc.proargdefaults": ["argumentDefaults"],
  "pg_proc.protrftypes": ["transforms"],
  "pg_proc.prosrc": ["body"],
  "pg_proc.probin": ["library"],
  "pg_proc.prosqlbody": ["sqlBody"],
  "pg_proc.proconfig": ["configuration"],
  "pg_proc.proacl": "privileges",
} as const satisfies { readonly [column: `${string}.${string}`]: ColumnUse<RoutineFacts> };
