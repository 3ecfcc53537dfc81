/** Readers of everything that is neither ALTER TABLE nor makes, drops or renames a relation, by node name. */

import { readComment, readSecurityLabel } from "./comment.ts";
import {
  changesRows,
  copyStatement,
  declareCursor,
  executeStatement,
  explainStatement,
  prepareStatement,
  selectStatement,
} from "./data/statements.ts";
import { alterDomain, createDomain } from "./domain.ts";
import { dropOwned, readGrant, readOwner, reassignOwned } from "./grant.ts";
import { noRelationReaders } from "./no-relation.ts";
import { alterPolicy, createPolicy, createRule } from "./policy.ts";
import {
  alterPublication,
  changeExtension,
  changeSubscription,
  createExtension,
  createPublication,
  createSubscription,
  importForeignSchema,
  updateExtension,
} from "./publication.ts";
import { callStatement, createRoutine, doStatement } from "./routine.ts";
import { readDiscard, readSet, readTransaction } from "./setting.ts";
import type { StatementReader } from "./statement-reader.ts";
import { createTrigger, dependOnExtension } from "./trigger.ts";
import { alterEnum, createCompositeType, createType } from "./user-types.ts";

/** By node name. */
export const otherReaders: { readonly [node: string]: StatementReader } = {
  ...noRelationReaders,
  CreateEnumStmt: createType,
  CreateRangeStmt: createType,
  CompositeTypeStmt: createCompositeType,
  AlterEnumStmt: alterEnum,
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CreateFunctionStmt: createRoutine,
  CallStmt: callStatement,
  DoStmt: doStatement,
  CreateTrigStmt: createTrigger,
  AlterObjectDependsStmt: dependOnExtension,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  RuleStmt: createRule,
  CommentStmt: readComment,
  SecLabelStmt: readSecurityLabel,
  GrantStmt: readGrant,
  AlterOwnerStmt: readOwner,
  ReassignOwnedStmt: reassignOwned,
  DropOwnedStmt: dropOwned,
  CreatePublicationStmt: createPublication,
  AlterPublicationStmt: alterPublication,
  CreateSubscriptionStmt: createSubscription,
  AlterSubscriptionStmt: changeSubscription,
  DropSubscriptionStmt: changeSubscription,
  CreateExtensionStmt: createExtension,
  AlterExtensionStmt: updateExtension,
  AlterExtensionContentsStmt: changeExtension,
  ImportForeignSchemaStmt: importForeignSchema,
  VariableSetStmt: readSet,
  TransactionStmt: readTransaction,
  DiscardStmt: readDiscard,
  SelectStmt: selectStatement,
  InsertStmt: changesRows("InsertStmt"),
  UpdateStmt: changesRows("UpdateStmt"),
  DeleteStmt: changesRows("DeleteStmt"),
  MergeStmt: changesRows("MergeStmt"),
  ExplainStmt: explainStatement,
  PrepareStmt: prepareStatement,
  ExecuteStmt: executeStatement,
  DeclareCursorStmt: declareCursor,
  CopyStmt: copyStatement,
};
