/** Statements that touch no relation of users: they have a form and nothing else. */

import type { TransactionRule } from "../statement-effects.ts";
import type { StatementForm } from "../statement-form.ts";
import type { StatementReader } from "./statement-reader.ts";

function only(form: StatementForm, transaction: TransactionRule = "either"): StatementReader {
  return (_fields, { on }) => {
    on.use(form, null);
    if (transaction !== "either") on.transaction(transaction);
  };
}

/** By node name. */
export const noRelationReaders: { readonly [node: string]: StatementReader } = {
  CreateEnumStmt: only("create-type"),
  CreateRangeStmt: only("create-type"),
  DefineStmt: only("create-object"),
  CreateCastStmt: only("create-object"),
  CreateConversionStmt: only("create-object"),
  CreateTransformStmt: only("create-object"),
  CreatePLangStmt: only("create-object"),
  CreateAmStmt: only("create-object"),
  CreateOpClassStmt: only("create-object"),
  CreateOpFamilyStmt: only("create-object"),
  AlterOpFamilyStmt: only("alter-object"),
  AlterOperatorStmt: only("alter-object"),
  AlterTypeStmt: only("alter-type"),
  AlterCollationStmt: only("alter-object"),
  AlterTSDictionaryStmt: only("alter-object"),
  AlterTSConfigurationStmt: only("alter-object"),
  AlterFunctionStmt: only("replace-routine"),
  CreateFdwStmt: only("create-object"),
  AlterFdwStmt: only("alter-object"),
  CreateForeignServerStmt: only("create-object"),
  AlterForeignServerStmt: only("alter-object"),
  CreateUserMappingStmt: only("create-object"),
  AlterUserMappingStmt: only("alter-object"),
  DropUserMappingStmt: only("drop-object"),
  CreateEventTrigStmt: only("change-event-trigger"),
  AlterEventTrigStmt: only("change-event-trigger"),
  CreateRoleStmt: only("create-object"),
  AlterRoleStmt: only("change-role"),
  AlterRoleSetStmt: only("change-role"),
  DropRoleStmt: only("drop-object"),
  GrantRoleStmt: only("change-privileges"),
  AlterDefaultPrivilegesStmt: only("change-privileges"),
  AlterDatabaseSetStmt: only("alter-object"),
  AlterDatabaseStmt: only("alter-object"),
  AlterDatabaseRefreshCollStmt: only("alter-object"),
  CreatedbStmt: only("create-object", "outside"),
  DropdbStmt: only("drop-object", "outside"),
  CreateTableSpaceStmt: only("create-object", "outside"),
  DropTableSpaceStmt: only("drop-object", "outside"),
  AlterTableSpaceOptionsStmt: only("alter-object"),
  AlterSystemStmt: only("change-setting", "outside"),
  ConstraintsSetStmt: only("control-transaction"),
  ListenStmt: only("session-command"),
  UnlistenStmt: only("session-command"),
  NotifyStmt: only("session-command"),
  CheckPointStmt: only("session-command"),
  LoadStmt: only("session-command"),
  VariableShowStmt: only("session-command"),
  DeallocateStmt: only("session-command"),
  ClosePortalStmt: only("session-command"),
  FetchStmt: only("session-command"),
};
