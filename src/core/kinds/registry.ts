/** Every kind, in reading order: a kind stands after those that its rows refer to, attached kinds stand last. */

import { accessMethodKind } from "./access-method.ts";
import { aggregateKind } from "./aggregate.ts";
import { baseTypeKind } from "./base-type.ts";
import { castKind } from "./cast.ts";
import { collationKind } from "./collation.ts";
import { columnKind } from "./column.ts";
import { commentKind } from "./comment.ts";
import { compositeTypeKind } from "./composite-type.ts";
import { constraintKind } from "./constraint.ts";
import { conversionKind } from "./conversion.ts";
import { databaseKind } from "./database.ts";
import { defaultPrivilegeKind } from "./default-privilege.ts";
import type { AnyKind } from "./define-kind.ts";
import { domainKind } from "./domain.ts";
import { enumKind } from "./enum.ts";
import { eventTriggerKind } from "./event-trigger.ts";
import { extensionKind } from "./extension.ts";
import { foreignDataWrapperKind } from "./foreign-data-wrapper.ts";
import { foreignTableKind } from "./foreign-table.ts";
import { functionKind } from "./function.ts";
import { indexKind } from "./index.ts";
import { languageKind } from "./language.ts";
import { materializedViewKind } from "./materialized-view.ts";
import { notNullKind } from "./not-null.ts";
import { operatorKind } from "./operator.ts";
import { operatorClassKind } from "./operator-class.ts";
import { operatorFamilyKind } from "./operator-family.ts";
import { policyKind } from "./policy.ts";
import { privilegeKind } from "./privilege.ts";
import { procedureKind } from "./procedure.ts";
import { publicationKind } from "./publication.ts";
import { publicationSchemaKind } from "./publication-schema.ts";
import { publicationTableKind } from "./publication-table.ts";
import { rangeKind } from "./range.ts";
import { roleKind } from "./role.ts";
import { roleMembershipKind } from "./role-membership.ts";
import { ruleKind } from "./rule.ts";
import { schemaKind } from "./schema.ts";
import { securityLabelKind } from "./security-label.ts";
import { sequenceKind } from "./sequence.ts";
import { serverKind } from "./server.ts";
import { settingKind } from "./setting.ts";
import { statisticsKind } from "./statistics.ts";
import { subscriptionKind } from "./subscription.ts";
import { tableKind } from "./table.ts";
import { textSearchConfigurationKind } from "./text-search-configuration.ts";
import { textSearchDictionaryKind } from "./text-search-dictionary.ts";
import { textSearchParserKind } from "./text-search-parser.ts";
import { textSearchTemplateKind } from "./text-search-template.ts";
import { transformKind } from "./transform.ts";
import { triggerKind } from "./trigger.ts";
import { userMappingKind } from "./user-mapping.ts";
import { viewKind } from "./view.ts";

/** All kinds; engines iterate over this and name none of them. */
export const kinds: readonly AnyKind[] = [
  schemaKind,
  extensionKind,
  languageKind,
  accessMethodKind,
  collationKind,
  conversionKind,
  operatorKind,
  enumKind,
  domainKind,
  compositeTypeKind,
  rangeKind,
  baseTypeKind,
  castKind,
  transformKind,
  foreignDataWrapperKind,
  serverKind,
  userMappingKind,
  tableKind,
  foreignTableKind,
  viewKind,
  materializedViewKind,
  columnKind,
  sequenceKind,
  constraintKind,
  notNullKind,
  indexKind,
  statisticsKind,
  ruleKind,
  policyKind,
  functionKind,
  procedureKind,
  aggregateKind,
  operatorFamilyKind,
  operatorClassKind,
  triggerKind,
  eventTriggerKind,
  textSearchParserKind,
  textSearchTemplateKind,
  textSearchDictionaryKind,
  textSearchConfigurationKind,
  publicationKind,
  publicationTableKind,
  publicationSchemaKind,
  subscriptionKind,
  databaseKind,
  roleKind,
  roleMembershipKind,
  settingKind,
  privilegeKind,
  defaultPrivilegeKind,
  commentKind,
  securityLabelKind,
];
