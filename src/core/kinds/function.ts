/** Functions, window functions and trigger functions. The input types are part of the name, the rest can change. */

import { signatureId } from "../catalog/object-id.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { functionAlterations, functionDdl } from "./function.ddl.ts";
import { type RoutineFacts, routineCatalog, routineChanges, routineFacts, routineQuery, routineRow } from "./routine-facts.ts";

const volatilities: { readonly [code: string]: string } = { i: "immutable", s: "stable", v: "volatile" };
const parallelModes: { readonly [code: string]: string } = { s: "safe", r: "restricted", u: "unsafe" };

/** What a function is. */
export type FunctionFacts = RoutineFacts & {
  /** `record` for several OUT arguments or table columns. */
  readonly resultType: string | null;
  readonly returnsSet: boolean;
  readonly isWindow: boolean;
  readonly volatility: string;
  readonly isStrict: boolean;
  readonly isLeakproof: boolean;
  readonly parallel: string;
  /** Estimated cost of one call, in units of cpu_operator_cost. */
  readonly cost: number;
  /** Estimated number of rows; 0 unless it returns a set. */
  readonly rows: number;
  readonly supportFunction: string | null;
};

/** A function. */
export const functionKind = defineKind<FunctionFacts>()({
  kind: "function",
  classId: "pg_proc",
  query: () => routineQuery("'f', 'w'"),
  row: routineRow,
  read: (row, context) => {
    const id = signatureId("function", [row.schema, row.name], row.input_types.join(","));
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      isRestated: row.is_part_of_type,
      facts: {
        ...routineFacts(row, id, context),
        resultType: row.result_type,
        returnsSet: row.returns_set,
        isWindow: row.is_window,
        volatility: volatilities[row.volatility] ?? row.volatility,
        isStrict: row.is_strict,
        isLeakproof: row.is_leakproof,
        parallel: parallelModes[row.parallel] ?? row.parallel,
        cost: row.cost,
        rows: row.rows,
        supportFunction: row.support_function,
      },
    };
  },
  changes: {
    ...routineChanges(functionAlterations.alterFunction),
    resultType: replace("replace-routine"),
    returnsSet: replace("replace-routine"),
    isWindow: replace("replace-routine"),
    volatility: alter("replace-routine", functionAlterations.alterFunction),
    isStrict: alter("replace-routine", functionAlterations.alterFunction),
    isLeakproof: alter("replace-routine", functionAlterations.alterFunction),
    parallel: alter("replace-routine", functionAlterations.alterFunction),
    cost: alter("alter-object", functionAlterations.alterFunction),
    rows: alter("alter-object", functionAlterations.alterFunction),
    supportFunction: alter("alter-object", functionAlterations.alterFunction),
  },
  ddl: functionDdl,
  add: () => "create-routine",
  remove: () => "drop-routine",
  renameBy: ["language", "arguments", "resultType", "returnsSet", "body", "library", "sqlBody"],
  catalog: {
    ...routineCatalog,
    "pg_proc.prokind": ["isWindow"],
    "pg_proc.procost": ["cost"],
    "pg_proc.prorows": ["rows"],
    "pg_proc.prosupport": ["supportFunction"],
    "pg_proc.proleakproof": ["isLeakproof"],
    "pg_proc.proisstrict": ["isStrict"],
    "pg_proc.proretset": ["returnsSet"],
    "pg_proc.provolatile": ["volatility"],
    "pg_proc.proparallel": ["parallel"],
    "pg_proc.prorettype": ["resultType"],
  },
});
