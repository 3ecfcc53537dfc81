/** All mutation suites; the integration test refuses a kind without one. */

import { accessMethodMutations } from "./access-method.ts";
import { aggregateMutations } from "./aggregate.ts";
import { baseTypeMutations } from "./base-type.ts";
import { castMutations } from "./cast.ts";
import { collationMutations } from "./collation.ts";
import { columnMutations } from "./column.ts";
import { commentMutations } from "./comment.ts";
import { compositeTypeMutations } from "./composite-type.ts";
import { constraintMutations } from "./constraint.ts";
import { conversionMutations } from "./conversion.ts";
import { databaseMutations } from "./database.ts";
import { defaultPrivilegeMutations } from "./default-privilege.ts";
import { domainMutations } from "./domain.ts";
import { enumMutations } from "./enum.ts";
import { eventTriggerMutations } from "./event-trigger.ts";
import { extensionMutations } from "./extension.ts";
import { foreignDataWrapperMutations } from "./foreign-data-wrapper.ts";
import { foreignTableMutations } from "./foreign-table.ts";
import { functionMutations } from "./function.ts";
import { indexMutations } from "./index.ts";
import { languageMutations } from "./language.ts";
import { materializedViewMutations } from "./materialized-view.ts";
import type { MutationSuite } from "./mutation.ts";
import { notNullMutations } from "./not-null.ts";
import { operatorMutations } from "./operator.ts";
import { operatorClassMutations } from "./operator-class.ts";
import { operatorFamilyMutations } from "./operator-family.ts";
import { policyMutations } from "./policy.ts";
import { privilegeMutations } from "./privilege.ts";
import { procedureMutations } from "./procedure.ts";
import { publicationMutations } from "./publication.ts";
import { publicationSchemaMutations } from "./publication-schema.ts";
import { publicationTableMutations } from "./publication-table.ts";
import { rangeMutations } from "./range.ts";
import { roleMutations } from "./role.ts";
import { roleMembershipMutations } from "./role-membership.ts";
import { ruleMutations } from "./rule.ts";
import { schemaMutations } from "./schema.ts";
import { securityLabelMutations } from "./security-label.ts";
import { sequenceMutations } from "./sequence.ts";
import { serverMutations } from "./server.ts";
import { settingMutations } from "./setting.ts";
import { statisticsMutations } from "./statistics.ts";
import { subscriptionMutations } from "./subscription.ts";
import { tableMutations } from "./table.ts";
import { textSearchConfigurationMutations } from "./text-search-configuration.ts";
import { textSearchDictionaryMutations } from "./text-search-dictionary.ts";
import { textSearchParserMutations } from "./text-search-parser.ts";
import { textSearchTemplateMutations } from "./text-search-template.ts";
import { transformMutations } from "./transform.ts";
import { triggerMutations } from "./trigger.ts";
import { userMappingMutations } from "./user-mapping.ts";
import { viewMutations } from "./view.ts";

/** One suite per kind. */
export const mutationSuites: readonly MutationSuite[] = [
  schemaMutations,
  extensionMutations,
  languageMutations,
  accessMethodMutations,
  collationMutations,
  conversionMutations,
  operatorFamilyMutations,
  operatorClassMutations,
  operatorMutations,
  enumMutations,
  domainMutations,
  compositeTypeMutations,
  rangeMutations,
  baseTypeMutations,
  castMutations,
  transformMutations,
  foreignDataWrapperMutations,
  serverMutations,
  userMappingMutations,
  tableMutations,
  foreignTableMutations,
  viewMutations,
  materializedViewMutations,
  columnMutations,
  sequenceMutations,
  constraintMutations,
  notNullMutations,
  indexMutations,
  statisticsMutations,
  ruleMutations,
  policyMutations,
  functionMutations,
  procedureMutations,
  aggregateMutations,
  triggerMutations,
  eventTriggerMutations,
  textSearchParserMutations,
  textSearchTemplateMutations,
  textSearchDictionaryMutations,
  textSearchConfigurationMutations,
  publicationMutations,
  publicationTableMutations,
  publicationSchemaMutations,
  subscriptionMutations,
  databaseMutations,
  roleMutations,
  roleMembershipMutations,
  settingMutations,
  privilegeMutations,
  defaultPrivilegeMutations,
  commentMutations,
  securityLabelMutations,
];
