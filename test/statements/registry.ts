/** Every family of statement forms. */

import { alterTableAddColumn } from "./forms/alter-table-add-column.ts";
import { alterTableAddConstraint } from "./forms/alter-table-add-constraint.ts";
import { alterTableColumnClauses } from "./forms/alter-table-column-clauses.ts";
import { alterTableConstraints } from "./forms/alter-table-constraints.ts";
import { alterTableDropColumn } from "./forms/alter-table-drop-column.ts";
import { alterTableFiles } from "./forms/alter-table-files.ts";
import { alterTableForeignKeys } from "./forms/alter-table-foreign-keys.ts";
import { alterTableNotNull } from "./forms/alter-table-not-null.ts";
import { alterTableOtherRelations } from "./forms/alter-table-other-relations.ts";
import { alterTableSeveralClauses } from "./forms/alter-table-several-clauses.ts";
import { alterTableTables } from "./forms/alter-table-tables.ts";
import { alterTableTypeCasts } from "./forms/alter-table-type-casts.ts";
import { alterTableTypeContext } from "./forms/alter-table-type-context.ts";
import { otherBlockForms } from "./forms/other-blocks.ts";
import { otherCodeForms } from "./forms/other-code.ts";
import { otherDataForms } from "./forms/other-data.ts";
import { otherObjectForms } from "./forms/other-objects.ts";
import { otherTypeForms } from "./forms/other-types.ts";
import { relationsDrops } from "./forms/relations-drops.ts";
import { relationsFiles } from "./forms/relations-files.ts";
import { relationsIndexes } from "./forms/relations-indexes.ts";
import { relationsNames } from "./forms/relations-names.ts";
import { relationsOutside } from "./forms/relations-outside.ts";
import { relationsPartitions } from "./forms/relations-partitions.ts";
import { relationsPrepared } from "./forms/relations-prepared.ts";
import { relationsTables } from "./forms/relations-tables.ts";
import { relationsUpkeep } from "./forms/relations-upkeep.ts";
import { relationsViews } from "./forms/relations-views.ts";
import type { StatementFamily } from "./statement-form-case.ts";

export const statementFamilies: readonly StatementFamily[] = [
  alterTableFiles,
  alterTableSeveralClauses,
  alterTableOtherRelations,
  alterTableTables,
  alterTableConstraints,
  alterTableAddConstraint,
  alterTableForeignKeys,
  alterTableColumnClauses,
  alterTableNotNull,
  alterTableTypeContext,
  alterTableTypeCasts,
  alterTableDropColumn,
  alterTableAddColumn,
  relationsDrops,
  relationsFiles,
  relationsIndexes,
  relationsNames,
  relationsOutside,
  relationsPartitions,
  relationsPrepared,
  relationsTables,
  relationsUpkeep,
  relationsViews,
  otherDataForms,
  otherBlockForms,
  otherTypeForms,
  otherCodeForms,
  otherObjectForms,
];
