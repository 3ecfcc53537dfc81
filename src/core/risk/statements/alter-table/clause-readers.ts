/** The reader of each clause of ALTER TABLE, by its subtype in Postgres' parse tree, and the pass in which the server runs it. */

import { partitionClauses } from "../partition/partition-clauses.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { alterConstraint } from "./alter-constraint.ts";
import { alterColumnType } from "./alter-type.ts";
import type { ClauseReader } from "./clause.ts";
import { addIdentity, dropExpression, dropIdentity, plain, setDefault, setExpression, setIdentity } from "./column-clauses.ts";
import { dropColumn } from "./drop-column.ts";
import { dropConstraint } from "./drop-constraint.ts";
import { addParent, addType, dropParent, dropType } from "./inheritance.ts";
import { doNothing, setAccessMethod, setLogged, setTablespace } from "./move-rows.ts";
import { dropNotNull, setNotNull } from "./not-null.ts";
import { changeOwner, clusterOn, setOptions, setReplicaIdentity, switchTrigger } from "./table-clauses.ts";
import { validateConstraint } from "./validate-constraint.ts";

const trigger = [
  "EnableTrig",
  "EnableAlwaysTrig",
  "EnableReplicaTrig",
  "DisableTrig",
  "EnableTrigAll",
  "DisableTrigAll",
  "EnableTrigUser",
  "DisableTrigUser",
];
const rule = ["EnableRule", "EnableAlwaysRule", "EnableReplicaRule", "DisableRule"];
const security = ["EnableRowSecurity", "DisableRowSecurity", "ForceRowSecurity", "NoForceRowSecurity"];
const all = (names: readonly string[], read: ClauseReader) => Object.fromEntries(names.map((name) => [`AT_${name}`, read]));

/** By subtype. */
export const clauseReaders: { readonly [subtype: string]: ClauseReader | undefined } = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: alterColumnType,
  AT_ColumnDefault: setDefault,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_AddIdentity: addIdentity,
  AT_SetIdentity: setIdentity,
  AT_DropIdentity: dropIdentity,
  AT_SetExpression: setExpression,
  AT_DropExpression: dropExpression,
  AT_SetStatistics: plain("set-column-option", "recursing"),
  AT_SetOptions: plain("set-column-option", "alone"),
  AT_ResetOptions: plain("set-column-option", "alone"),
  AT_SetStorage: plain("set-column-storage", "recursing"),
  AT_SetCompression: plain("set-column-storage", "alone"),
  AT_AlterColumnGenericOptions: plain("set-foreign-option", "alone"),
  AT_GenericOptions: plain("set-foreign-option", "alone"),
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_AlterConstraint: alterConstraint,
  AT_SetRelOptions: setOptions,
  AT_ResetRelOptions: setOptions,
  AT_ReplaceRelOptions: setOptions,
  AT_ClusterOn: clusterOn,
  AT_DropCluster: plain("mark-clustered", "alone"),
  AT_SetLogged: setLogged,
  AT_SetUnLogged: setLogged,
  AT_SetTableSpace: setTablespace,
  AT_SetAccessMethod: setAccessMethod,
  AT_DropOids: doNothing,
  AT_ReplicaIdentity: setReplicaIdentity,
  AT_ChangeOwner: changeOwner,
  AT_AddInherit: addParent,
  AT_DropInherit: dropParent,
  AT_AddOf: addType,
  AT_DropOf: dropType,
  ...partitionClauses,
  ...all(trigger, switchTrigger),
  ...all(rule, plain("switch-rule", "alone")),
  ...all(security, plain("set-row-security", "alone")),
};

/** Passes of one statement (AlterTablePass in src/backend/commands/tablecmds.c), as far as a later one sees what an earlier one did. */
const passes: { readonly [subtype: string]: number | undefined } = {
  AT_DropColumn: 0,
  AT_DropConstraint: 0,
  AT_DropNotNull: 0,
  AT_DropIdentity: 0,
  AT_DropExpression: 0,
  AT_AlterColumnType: 1,
  AT_AddColumn: 2,
  AT_SetExpression: 3,
  AT_SetNotNull: 4,
  AT_AddIdentity: 4,
  AT_SetIdentity: 4,
  AT_AddConstraint: 5,
};

/** The pass of a clause; what has none comes last. */
export function passOf(subtype: string): number {
  return passes[subtype] ?? 6;
}
