/** Every rule, by id. */

import type { Rule } from "../rule.ts";
import { advisoryLockKept } from "./advisory-lock-kept.ts";
import { attachPartitionScans } from "./attach-partition-scans.ts";
import { briefStrongLock } from "./brief-strong-lock.ts";
import { cannotRunAgain } from "./cannot-run-again.ts";
import { cascadeUsed } from "./cascade-used.ts";
import { checkWithoutNotValid } from "./check-without-not-valid.ts";
import { columnTypeChange } from "./column-type-change.ts";
import { concurrentlyInsideTransaction } from "./concurrently-inside-transaction.ts";
import { createTableAsCopiesRows } from "./create-table-as-copies-rows.ts";
import { dataAndSchemaMixed } from "./data-and-schema-mixed.ts";
import { definerWithoutSearchPath } from "./definer-without-search-path.ts";
import { deleteWithoutWhere } from "./delete-without-where.ts";
import { detachWithoutConcurrently } from "./detach-without-concurrently.ts";
import { domainColumnWithCheck } from "./domain-column-with-check.ts";
import { domainConstraint } from "./domain-constraint.ts";
import { dropColumn } from "./drop-column.ts";
import { dropForeignKeyLocksBoth } from "./drop-foreign-key-locks-both.ts";
import { dropIndexWithoutConcurrently } from "./drop-index-without-concurrently.ts";
import { dropNotNull } from "./drop-not-null.ts";
import { dropTable } from "./drop-table.ts";
import { duplicateSet } from "./duplicate-set.ts";
import { dynamicSqlUnknown } from "./dynamic-sql-unknown.ts";
import { emptyMigration } from "./empty-migration.ts";
import { enumValue } from "./enum-value.ts";
import { enumValueUsedInSameTransaction } from "./enum-value-used-in-same-transaction.ts";
import { exclusionConstraint } from "./exclusion-constraint.ts";
import { foreignKeyLocksParent } from "./foreign-key-locks-parent.ts";
import { foreignKeyTypeMismatch } from "./foreign-key-type-mismatch.ts";
import { foreignKeyWithoutIndex } from "./foreign-key-without-index.ts";
import { foreignKeyWithoutNotValid } from "./foreign-key-without-not-valid.ts";
import { grantToPublic } from "./grant-to-public.ts";
import { hookChangesSchema } from "./hook-changes-schema.ts";
import { ifNotExistsHidesDrift } from "./if-not-exists-hides-drift.ts";
import { indexOnPartitionedTable } from "./index-on-partitioned-table.ts";
import { indexWithoutConcurrently } from "./index-without-concurrently.ts";
import { inheritanceChange } from "./inheritance-change.ts";
import { inlineCheck } from "./inline-check.ts";
import { inlineForeignKey } from "./inline-foreign-key.ts";
import { inlineUnique } from "./inline-unique.ts";
import { invalidIndexLeftover } from "./invalid-index-leftover.ts";
import { lockTable } from "./lock-table.ts";
import { lockTimeoutDisabled } from "./lock-timeout-disabled.ts";
import { lockTimeoutMissing } from "./lock-timeout-missing.ts";
import { lockUpgrade } from "./lock-upgrade.ts";
import { majorRefactor } from "./major-refactor.ts";
import { nameTooLong } from "./name-too-long.ts";
import { needlessUsing } from "./needless-using.ts";
import { noEnum } from "./no-enum.ts";
import { noMoney } from "./no-money.ts";
import { notIdempotent } from "./not-idempotent.ts";
import { notNullWithoutDefault } from "./not-null-without-default.ts";
import { partitionOfExistingParent } from "./partition-of-existing-parent.ts";
import { policyWithoutRowSecurity } from "./policy-without-row-security.ts";
import { preferBigintKey } from "./prefer-bigint-key.ts";
import { preferIdentity } from "./prefer-identity.ts";
import { preferJsonb } from "./prefer-jsonb.ts";
import { preferText } from "./prefer-text.ts";
import { preferTimestamptz } from "./prefer-timestamptz.ts";
import { primaryKeyOnNullableColumn } from "./primary-key-on-nullable-column.ts";
import { primaryKeyWithoutIndex } from "./primary-key-without-index.ts";
import { redundantIndex } from "./redundant-index.ts";
import { refreshWithoutConcurrently } from "./refresh-without-concurrently.ts";
import { reindexWithoutConcurrently } from "./reindex-without-concurrently.ts";
import { rename } from "./rename.ts";
import { rollbackIncomplete } from "./rollback-incomplete.ts";
import { rollbackMissing } from "./rollback-missing.ts";
import { rollbackUnparsable } from "./rollback-unparsable.ts";
import { rowSecurityDisabled } from "./row-security-disabled.ts";
import { rowSecurityWithoutPolicy } from "./row-security-without-policy.ts";
import { serialOrIdentityColumn } from "./serial-or-identity-column.ts";
import { sessionSettingLeaks } from "./session-setting-leaks.ts";
import { setLocalWithoutTransaction } from "./set-local-without-transaction.ts";
import { setNotNullScans } from "./set-not-null-scans.ts";
import { severalStatementsWithoutTransaction } from "./several-statements-without-transaction.ts";
import { severalStrongLocks } from "./several-strong-locks.ts";
import { snakeCaseNames } from "./snake-case-names.ts";
import { statementTimeoutMissing } from "./statement-timeout-missing.ts";
import { storedGeneratedColumn } from "./stored-generated-column.ts";
import { strongLockHeld } from "./strong-lock-held.ts";
import { tableRewrite } from "./table-rewrite.ts";
import { tableWithoutPrimaryKey } from "./table-without-primary-key.ts";
import { triggerCreated } from "./trigger-created.ts";
import { triggerSwitched } from "./trigger-switched.ts";
import { truncate } from "./truncate.ts";
import { typeChangeRechecks } from "./type-change-rechecks.ts";
import { unbatchedDataChange } from "./unbatched-data-change.ts";
import { uniqueWithoutIndex } from "./unique-without-index.ts";
import { unqualifiedName } from "./unqualified-name.ts";
import { updateWithoutWhere } from "./update-without-where.ts";
import { validateInSameTransaction } from "./validate-in-same-transaction.ts";
import { volatileDefault } from "./volatile-default.ts";

/** In alphabetical order. */
export const rules: readonly Rule[] = [
  advisoryLockKept,
  attachPartitionScans,
  briefStrongLock,
  cannotRunAgain,
  cascadeUsed,
  checkWithoutNotValid,
  columnTypeChange,
  concurrentlyInsideTransaction,
  createTableAsCopiesRows,
  dataAndSchemaMixed,
  definerWithoutSearchPath,
  deleteWithoutWhere,
  detachWithoutConcurrently,
  domainColumnWithCheck,
  domainConstraint,
  dropColumn,
  dropForeignKeyLocksBoth,
  dropIndexWithoutConcurrently,
  dropNotNull,
  dropTable,
  duplicateSet,
  dynamicSqlUnknown,
  emptyMigration,
  enumValueUsedInSameTransaction,
  enumValue,
  exclusionConstraint,
  foreignKeyLocksParent,
  foreignKeyTypeMismatch,
  foreignKeyWithoutIndex,
  foreignKeyWithoutNotValid,
  grantToPublic,
  hookChangesSchema,
  ifNotExistsHidesDrift,
  indexOnPartitionedTable,
  indexWithoutConcurrently,
  inheritanceChange,
  inlineCheck,
  inlineForeignKey,
  inlineUnique,
  invalidIndexLeftover,
  lockTable,
  lockTimeoutDisabled,
  lockTimeoutMissing,
  lockUpgrade,
  majorRefactor,
  nameTooLong,
  needlessUsing,
  noEnum,
  noMoney,
  notIdempotent,
  notNullWithoutDefault,
  partitionOfExistingParent,
  policyWithoutRowSecurity,
  preferBigintKey,
  preferIdentity,
  preferJsonb,
  preferText,
  preferTimestamptz,
  primaryKeyOnNullableColumn,
  primaryKeyWithoutIndex,
  redundantIndex,
  refreshWithoutConcurrently,
  reindexWithoutConcurrently,
  rename,
  rollbackIncomplete,
  rollbackMissing,
  rollbackUnparsable,
  rowSecurityDisabled,
  rowSecurityWithoutPolicy,
  serialOrIdentityColumn,
  sessionSettingLeaks,
  setLocalWithoutTransaction,
  setNotNullScans,
  severalStatementsWithoutTransaction,
  severalStrongLocks,
  snakeCaseNames,
  statementTimeoutMissing,
  storedGeneratedColumn,
  strongLockHeld,
  tableRewrite,
  tableWithoutPrimaryKey,
  triggerCreated,
  triggerSwitched,
  truncate,
  typeChangeRechecks,
  unbatchedDataChange,
  uniqueWithoutIndex,
  unqualifiedName,
  updateWithoutWhere,
  validateInSameTransaction,
  volatileDefault,
];
