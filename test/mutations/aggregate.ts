import type { MutationSuite } from "./mutation.ts";

const total = (more: string) => `create or replace aggregate m_aggregate.total(integer) (
  sfunc = m_aggregate.step, stype = integer, initcond = '0', finalfunc = m_aggregate.final,
  msfunc = m_aggregate.step, minvfunc = m_aggregate.unstep, mstype = integer, minitcond = '0', mfinalfunc = m_aggregate.final${more})`;

// The last setting of a repeated name would be refused, so each mutation spells its own aggregate.
const totalWith = (from: string, to: string) => total("").replace(from, to);

const average = (serial: string, deserial: string, combine: string) => `create or replace aggregate m_aggregate.average(numeric) (
  sfunc = numeric_avg_accum, stype = internal, finalfunc = numeric_avg, combinefunc = ${combine},
  serialfunc = ${serial}, deserialfunc = ${deserial})`;

/** Aggregates: every fact once. */
export const aggregateMutations: MutationSuite = {
  kind: "aggregate",
  setup: () => `
    create schema m_aggregate;
    create function m_aggregate.step(integer, integer) returns integer language sql immutable as 'select $1 + $2';
    create function m_aggregate.step_twice(integer, integer) returns integer language sql immutable as 'select $1 + 2 * $2';
    create function m_aggregate.step_pair(integer, integer, integer) returns integer language sql immutable as 'select $1 + $2 + $3';
    create function m_aggregate.step_big(bigint, integer) returns bigint language sql immutable as 'select $1 + $2';
    create function m_aggregate.unstep(integer, integer) returns integer language sql immutable as 'select $1 - $2';
    create function m_aggregate.unstep_big(bigint, integer) returns bigint language sql immutable as 'select $1 - $2';
    create function m_aggregate.unstep_twice(integer, integer) returns integer language sql immutable as 'select $1 - 2 * $2';
    create function m_aggregate.final(integer) returns integer language sql immutable as 'select $1';
    create function m_aggregate.final(integer, integer) returns integer language sql immutable as 'select $1';
    create function m_aggregate.final(bigint) returns integer language sql immutable as 'select $1::integer';
    create function m_aggregate.final_other(integer) returns integer language sql immutable as 'select -$1';
    create function m_aggregate.final_text(integer) returns text language sql immutable as 'select $1::text';
    ${total("")};
    ${average("numeric_avg_serialize", "numeric_avg_deserialize", "numeric_avg_combine")};
    create aggregate m_aggregate.simple(integer) (sfunc = m_aggregate.step, stype = integer);
    create aggregate m_aggregate.share(double precision order by anyelement) (
      sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
    create aggregate m_aggregate.place(variadic "any" order by variadic "any") (
      sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
    create aggregate m_aggregate.direct(integer, integer order by integer) (sfunc = m_aggregate.step, stype = integer);`,
  mutations: [
    {
      name: "ordered-set instead of hypothetical-set",
      sql: `drop aggregate m_aggregate.place(variadic "any" order by variadic "any");
        create aggregate m_aggregate.place(variadic "any" order by variadic "any") (
          sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra)`,
      expect: { fact: "variant" },
    },
    {
      name: "fewer direct arguments",
      sql: `drop aggregate m_aggregate.direct(integer, integer order by integer);
        create aggregate m_aggregate.direct(integer order by integer, integer) (sfunc = m_aggregate.step_pair, stype = integer)`,
      expect: { fact: "directArguments" },
    },
    {
      name: "named argument",
      sql: `drop aggregate m_aggregate.simple(integer);
        create aggregate m_aggregate.simple(value integer) (sfunc = m_aggregate.step, stype = integer)`,
      expect: { fact: "arguments" },
    },
    {
      name: "another result",
      sql: `drop aggregate m_aggregate.simple(integer);
        create aggregate m_aggregate.simple(integer) (sfunc = m_aggregate.step, stype = integer, finalfunc = m_aggregate.final_text)`,
      expect: { fact: "resultType" },
    },
    {
      name: "another transition function",
      sql: totalWith("sfunc = m_aggregate.step,", "sfunc = m_aggregate.step_twice,"),
      expect: { fact: "transitionFunction" },
    },
    {
      name: "another state type",
      sql: totalWith("sfunc = m_aggregate.step, stype = integer", "sfunc = m_aggregate.step_big, stype = bigint"),
      expect: { fact: "stateType" },
    },
    { name: "state size", sql: total(", sspace = 64"), expect: { fact: "stateSize" } },
    { name: "initial condition", sql: totalWith(" initcond = '0'", " initcond = '1'"), expect: { fact: "initialCondition" } },
    { name: "no initial condition", sql: totalWith(" initcond = '0',", ""), expect: { fact: "initialCondition" } },
    {
      name: "another final function",
      sql: totalWith(" finalfunc = m_aggregate.final", " finalfunc = m_aggregate.final_other"),
      expect: { fact: "finalFunction" },
    },
    { name: "extra arguments for the final function", sql: total(", finalfunc_extra"), expect: { fact: "finalFunctionExtra" } },
    { name: "final function writes", sql: total(", finalfunc_modify = read_write"), expect: { fact: "finalFunctionModify" } },
    {
      name: "another combine function",
      sql: average("numeric_avg_serialize", "numeric_avg_deserialize", "numeric_combine"),
      expect: { fact: "combineFunction" },
    },
    {
      name: "another serial function",
      sql: average("numeric_serialize", "numeric_avg_deserialize", "numeric_avg_combine"),
      expect: { fact: "serialFunction" },
    },
    {
      name: "another deserial function",
      sql: average("numeric_avg_serialize", "numeric_deserialize", "numeric_avg_combine"),
      expect: { fact: "deserialFunction" },
    },
    {
      name: "another moving transition function",
      sql: totalWith("msfunc = m_aggregate.step,", "msfunc = m_aggregate.step_twice,"),
      expect: { fact: "movingTransitionFunction" },
    },
    {
      name: "another inverse function",
      sql: totalWith("minvfunc = m_aggregate.unstep,", "minvfunc = m_aggregate.unstep_twice,"),
      expect: { fact: "movingInverseFunction" },
    },
    {
      name: "another moving state type",
      sql: totalWith(
        "msfunc = m_aggregate.step, minvfunc = m_aggregate.unstep, mstype = integer",
        "msfunc = m_aggregate.step_big, minvfunc = m_aggregate.unstep_big, mstype = bigint",
      ),
      expect: { fact: "movingStateType" },
    },
    { name: "moving state size", sql: total(", msspace = 64"), expect: { fact: "movingStateSize" } },
    {
      name: "moving initial condition",
      sql: totalWith("minitcond = '0'", "minitcond = '1'"),
      expect: { fact: "movingInitialCondition" },
    },
    {
      name: "another moving final function",
      sql: totalWith("mfinalfunc = m_aggregate.final", "mfinalfunc = m_aggregate.final_other"),
      expect: { fact: "movingFinalFunction" },
    },
    {
      name: "extra arguments for the moving final function",
      sql: total(", mfinalfunc_extra"),
      expect: { fact: "movingFinalFunctionExtra" },
    },
    {
      name: "moving final function writes",
      sql: total(", mfinalfunc_modify = read_write"),
      expect: { fact: "movingFinalFunctionModify" },
    },
    { name: "sort operator", sql: total(", sortop = operator(pg_catalog.<)"), expect: { fact: "sortOperator" } },
    { name: "parallel safe", sql: total(", parallel = safe"), expect: { fact: "parallel" } },
    { name: "dropped", sql: "drop aggregate m_aggregate.simple(integer)", expect: { change: "remove" } },
    {
      name: "new",
      sql: "create aggregate m_aggregate.of_all(*) (sfunc = pg_catalog.int8inc, stype = bigint, initcond = '0')",
      expect: { change: "add" },
    },
  ],
};
