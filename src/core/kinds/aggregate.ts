/** Aggregates: a state type, the functions that carry it along, and a second set of them for moving windows. */

import { signatureId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { aggregateAlterations, aggregateDdl } from "./aggregate.ddl.ts";
import { aggregateCatalog } from "./aggregate-catalog.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { operatorName, routineName, typeName } from "./references.sql.ts";
import { type RoutineArgument, routineArguments } from "./routine-facts.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

const variants: { readonly [code: string]: string } = { n: "normal", o: "ordered-set", h: "hypothetical-set" };
const modifications: { readonly [code: string]: string } = { r: "read-only", s: "shareable", w: "read-write" };
const parallelModes: { readonly [code: string]: string } = { s: "safe", r: "restricted", u: "unsafe" };

/** Facts of an aggregate; functions and the operator are signatures, null where there is none. */
export type AggregateFacts = {
  readonly variant: string;
  /** Number of arguments before ORDER BY; 0 for a normal aggregate. */
  readonly directArguments: number;
  readonly arguments: readonly RoutineArgument[];
  readonly resultType: string | null;
  readonly transitionFunction: string | null;
  readonly stateType: string | null;
  /** Estimated bytes of the state; 0 leaves it to the server. */
  readonly stateSize: number;
  readonly initialCondition: string | null;
  readonly finalFunction: string | null;
  readonly finalFunctionExtra: boolean;
  readonly finalFunctionModify: string;
  readonly combineFunction: string | null;
  readonly serialFunction: string | null;
  readonly deserialFunction: string | null;
  readonly movingTransitionFunction: string | null;
  readonly movingInverseFunction: string | null;
  readonly movingStateType: string | null;
  readonly movingStateSize: number;
  readonly movingInitialCondition: string | null;
  readonly movingFinalFunction: string | null;
  readonly movingFinalFunctionExtra: boolean;
  readonly movingFinalFunctionModify: string;
  readonly sortOperator: string | null;
  readonly parallel: string;
};

const query = () => `
    select p.oid, n.nspname as schema, p.proname as name, pg_catalog.pg_get_userbyid(p.proowner) as owner,
           pg_catalog.to_json(p.proargtypes::pg_catalog.oid[]::pg_catalog.regtype[]) as input_types,
           pg_catalog.to_json(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[])::pg_catalog.regtype[]) as argument_types,
           p.proargmodes::pg_catalog.text[] as argument_modes, p.proargnames as argument_names,
           ${typeName("p.prorettype")} as result_type, p.proparallel as parallel,
           a.aggkind as variant, a.aggnumdirectargs as direct_arguments,
           ${routineName("a.aggtransfn")} as transition_function, ${typeName("a.aggtranstype")} as state_type,
           a.aggtransspace as state_size, a.agginitval as initial_condition,
           ${routineName("a.aggfinalfn")} as final_function, a.aggfinalextra as final_extra, a.aggfinalmodify as final_modify,
           ${routineName("a.aggcombinefn")} as combine_function, ${routineName("a.aggserialfn")} as serial_function,
           ${routineName("a.aggdeserialfn")} as deserial_function,
           ${routineName("a.aggmtransfn")} as moving_transition_function, ${routineName("a.aggminvtransfn")} as moving_inverse_function,
           ${typeName("a.aggmtranstype")} as moving_state_type, a.aggmtransspace as moving_state_size,
           a.aggminitval as moving_initial_condition, ${routineName("a.aggmfinalfn")} as moving_final_function,
           a.aggmfinalextra as moving_final_extra, a.aggmfinalmodify as moving_final_modify,
           ${operatorName("a.aggsortop")} as sort_operator
    from pg_catalog.pg_proc p
    join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ${inUserSchema("n")}
    where ${madeByUser("p.oid")}
    order by n.nspname, p.proname, p.oid`;

/** An aggregate. */
export const aggregateKind = defineKind<AggregateFacts>()({
  kind: "aggregate",
  classId: "pg_proc",
  query,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    input_types: json<readonly string[]>(),
    argument_types: json<readonly string[]>(),
    argument_modes: "text[]?",
    argument_names: "text[]?",
    result_type: "text?",
    parallel: "text",
    variant: "text",
    direct_arguments: "int",
    transition_function: "text?",
    state_type: "text?",
    state_size: "int",
    initial_condition: "text?",
    final_function: "text?",
    final_extra: "bool",
    final_modify: "text",
    combine_function: "text?",
    serial_function: "text?",
    deserial_function: "text?",
    moving_transition_function: "text?",
    moving_inverse_function: "text?",
    moving_state_type: "text?",
    moving_state_size: "int",
    moving_initial_condition: "text?",
    moving_final_function: "text?",
    moving_final_extra: "bool",
    moving_final_modify: "text",
    sort_operator: "text?",
  },
  read: (row, context) => ({
    id: signatureId("aggregate", [row.schema, row.name], row.input_types.join(",")),
    oid: row.oid,
    parent: context.schema(row.schema),
    owner: row.owner,
    facts: {
      variant: variants[row.variant] ?? row.variant,
      directArguments: row.direct_arguments,
      arguments: routineArguments(row.argument_types, row.argument_modes, row.argument_names),
      resultType: row.result_type,
      transitionFunction: row.transition_function,
      stateType: row.state_type,
      stateSize: row.state_size,
      initialCondition: row.initial_condition,
      finalFunction: row.final_function,
      finalFunctionExtra: row.final_extra,
      finalFunctionModify: modifications[row.final_modify] ?? row.final_modify,
      combineFunction: row.combine_function,
      serialFunction: row.serial_function,
      deserialFunction: row.deserial_function,
      movingTransitionFunction: row.moving_transition_function,
      movingInverseFunction: row.moving_inverse_function,
      movingStateType: row.moving_state_type,
      movingStateSize: row.moving_state_size,
      movingInitialCondition: row.moving_initial_condition,
      movingFinalFunction: row.moving_final_function,
      movingFinalFunctionExtra: row.moving_final_extra,
      movingFinalFunctionModify: modifications[row.moving_final_modify] ?? row.moving_final_modify,
      sortOperator: row.sort_operator,
      parallel: parallelModes[row.parallel] ?? row.parallel,
    },
  }),
  changes: {
    // CREATE OR REPLACE AGGREGATE keeps kind, arguments and result as they are and takes anything else
    variant: replace("replace-routine"),
    directArguments: replace("replace-routine"),
    arguments: replace("replace-routine"),
    resultType: replace("replace-routine"),
    transitionFunction: alter("replace-routine", aggregateAlterations.redefine),
    stateType: alter("replace-routine", aggregateAlterations.redefine),
    stateSize: alter("replace-routine", aggregateAlterations.redefine),
    initialCondition: alter("replace-routine", aggregateAlterations.redefine),
    finalFunction: alter("replace-routine", aggregateAlterations.redefine),
    finalFunctionExtra: alter("replace-routine", aggregateAlterations.redefine),
    finalFunctionModify: alter("replace-routine", aggregateAlterations.redefine),
    combineFunction: alter("replace-routine", aggregateAlterations.redefine),
    serialFunction: alter("replace-routine", aggregateAlterations.redefine),
    deserialFunction: alter("replace-routine", aggregateAlterations.redefine),
    movingTransitionFunction: alter("replace-routine", aggregateAlterations.redefine),
    movingInverseFunction: alter("replace-routine", aggregateAlterations.redefine),
    movingStateType: alter("replace-routine", aggregateAlterations.redefine),
    movingStateSize: alter("replace-routine", aggregateAlterations.redefine),
    movingInitialCondition: alter("replace-routine", aggregateAlterations.redefine),
    movingFinalFunction: alter("replace-routine", aggregateAlterations.redefine),
    movingFinalFunctionExtra: alter("replace-routine", aggregateAlterations.redefine),
    movingFinalFunctionModify: alter("replace-routine", aggregateAlterations.redefine),
    sortOperator: alter("replace-routine", aggregateAlterations.redefine),
    parallel: alter("replace-routine", aggregateAlterations.redefine),
  },
  ddl: aggregateDdl,
  add: () => "create-routine",
  remove: () => "drop-routine",
  renameBy: ["variant", "arguments", "resultType", "transitionFunction", "stateType", "finalFunction", "initialCondition"],
  catalog: aggregateCatalog,
});
