/** What each column of `pg_constraint` is to Lockstep. */

import type { ConstraintFacts } from "./constraint.ts";
import type { ColumnUse } from "./define-kind.ts";

/** Catalog column → use; columns of the owned index are those of every index. */
export const constraintCatalog = {
  "pg_constraint.oid": "identity",
  "pg_constraint.conname": "identity",
  "pg_constraint.connamespace": "identity",
  "pg_constraint.contype": ["type"],
  "pg_constraint.condeferrable": ["deferrable"],
  "pg_constraint.condeferred": ["initiallyDeferred"],
  "pg_constraint.convalidated": ["isValid"],
  "pg_constraint.conenforced": ["isEnforced"],
  "pg_constraint.conrelid": "parent",
  "pg_constraint.contypid": "parent",
  "pg_constraint.conindid": [
    "index",
    "indexExpressions",
    "predicate",
    "indexOptions",
    "indexStatistics",
    "indexTablespace",
    "nullsNotDistinct",
  ],
  "pg_constraint.conparentid": ["attachedTo"],
  "pg_constraint.confrelid": ["referencedTable"],
  "pg_constraint.confupdtype": ["onUpdate"],
  "pg_constraint.confdeltype": ["onDelete"],
  "pg_constraint.confmatchtype": ["match"],
  "pg_constraint.conislocal": ["isLocal"],
  "pg_constraint.coninhcount": ["inheritedFrom"],
  "pg_constraint.connoinherit": ["noInherit"],
  "pg_constraint.conperiod": ["temporal"],
  "pg_constraint.conkey": ["columns"],
  "pg_constraint.confkey": ["referencedColumns"],
  "pg_constraint.conpfeqop": "derived",
  "pg_constraint.conppeqop": "derived",
  "pg_constraint.conffeqop": "derived",
  "pg_constraint.confdelsetcols": ["onDeleteColumns"],
  "pg_constraint.conexclop": ["operators"],
  "pg_constraint.conbin": ["check"],
  "pg_index.indisvalid": ["indexIsValid"],
  "pg_trigger.tgenabled": ["triggers"],
} as const satisfies { readonly [column: `${string}.${string}`]: ColumnUse<ConstraintFacts> };
