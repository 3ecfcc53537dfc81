/**
 * Operators. Schema, symbol and operand types are the name; an operator that exists only because another one named it
 * as commutator or negator has no function yet.
 */

import { spelledId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { alter, defineKind } from "./define-kind.ts";
import { canLink, isShell, operatorAlterations, operatorDdl } from "./operator.ddl.ts";
import { operatorName, routineName, typeName } from "./references.sql.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What an operator is. */
export type OperatorFacts = {
  readonly function: string | null;
  readonly resultType: string | null;
  readonly commutator: string | null;
  readonly negator: string | null;
  /** Selectivity estimators. */
  readonly restrict: string | null;
  readonly join: string | null;
  readonly canHash: boolean;
  readonly canMerge: boolean;
};

/** An operator. */
export const operatorKind = defineKind<OperatorFacts>()({
  kind: "operator",
  classId: "pg_operator",
  query: () => `
    select o.oid, n.nspname as schema, o.oprname as symbol, pg_catalog.pg_get_userbyid(o.oprowner) as owner,
           ${typeName("o.oprleft")} as left_type, ${typeName("o.oprright")} as right_type, ${typeName("o.oprresult")} as result_type,
           ${routineName("o.oprcode")} as function, ${operatorName("o.oprcom")} as commutator, ${operatorName("o.oprnegate")} as negator,
           ${routineName("o.oprrest")} as "restrict", ${routineName("o.oprjoin")} as "join",
           o.oprcanhash as can_hash, o.oprcanmerge as can_merge
    from pg_catalog.pg_operator o
    join pg_catalog.pg_namespace n on n.oid = o.oprnamespace and ${inUserSchema("n")}
    where ${madeByUser("o.oid")}
    order by n.nspname, o.oprname, o.oid`,
  row: {
    oid: "int",
    schema: "text",
    symbol: "text",
    owner: "text",
    left_type: "text?",
    right_type: "text?",
    result_type: "text?",
    function: "text?",
    commutator: "text?",
    negator: "text?",
    restrict: "text?",
    join: "text?",
    can_hash: "bool",
    can_merge: "bool",
  },
  read: (row, context) => ({
    // COMMENT ON OPERATOR and DROP OPERATOR write a missing operand as NONE
    id: spelledId(
      "operator",
      `${quoteIdentifier(row.schema)}.${row.symbol}(${row.left_type ?? "NONE"},${row.right_type ?? "NONE"})`,
    ),
    oid: row.oid,
    parent: context.schema(row.schema),
    owner: row.owner,
    facts: {
      function: row.function,
      resultType: row.result_type,
      commutator: row.commutator,
      negator: row.negator,
      restrict: row.restrict,
      join: row.join,
      canHash: row.can_hash,
      canMerge: row.can_merge,
    },
  }),
  changes: {
    function: { ...alter("replace-object", operatorAlterations.alterOperator), canAlter: isShell },
    resultType: { ...alter("replace-object", operatorAlterations.alterOperator), canAlter: isShell },
    commutator: { ...alter("replace-object", operatorAlterations.alterOperator), canAlter: canLink },
    negator: { ...alter("replace-object", operatorAlterations.alterOperator), canAlter: canLink },
    canHash: { ...alter("replace-object", operatorAlterations.alterOperator), canAlter: canLink },
    canMerge: { ...alter("replace-object", operatorAlterations.alterOperator), canAlter: canLink },
    restrict: alter("alter-object", operatorAlterations.alterOperator),
    join: alter("alter-object", operatorAlterations.alterOperator),
  },
  ddl: operatorDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    "pg_operator.oid": "identity",
    "pg_operator.oprname": "identity",
    "pg_operator.oprnamespace": "identity",
    "pg_operator.oprowner": "owner",
    "pg_operator.oprkind": "derived",
    "pg_operator.oprcanmerge": ["canMerge"],
    "pg_operator.oprcanhash": ["canHash"],
    "pg_operator.oprleft": "identity",
    "pg_operator.oprright": "identity",
    "pg_operator.oprresult": ["resultType"],
    "pg_operator.oprcom": ["commutator"],
    "pg_operator.oprnegate": ["negator"],
    "pg_operator.oprcode": ["function"],
    "pg_operator.oprrest": ["restrict"],
    "pg_operator.oprjoin": ["join"],
  },
});
