/** Readers of statements that make, change and drop whole relations, by node name. */

import { cluster } from "./cluster.ts";
import { createIndex } from "./create-index.ts";
import { createSchema } from "./create-schema.ts";
import { createForeignTable, createTable } from "./create-table.ts";
import { createTableAs } from "./create-table-as.ts";
import { dropStatement } from "./drop.ts";
import { lockTable } from "./lock-table.ts";
import { refreshView } from "./refresh.ts";
import { reindex } from "./reindex.ts";
import { rename } from "./rename.ts";
import { alterSequence, createSequence } from "./sequence.ts";
import { setSchema } from "./set-schema.ts";
import type { StatementReader } from "./statement-reader.ts";
import { alterStatistics, createStatistics } from "./statistics.ts";
import { truncate } from "./truncate.ts";
import { vacuum } from "./vacuum.ts";
import { createView } from "./views.ts";

/** By node name. */
export const relationReaders: { readonly [node: string]: StatementReader } = {
  CreateStmt: createTable,
  CreateForeignTableStmt: createForeignTable,
  CreateTableAsStmt: createTableAs,
  CreateSchemaStmt: createSchema,
  CreateSeqStmt: createSequence,
  CreateStatsStmt: createStatistics,
  ViewStmt: createView,
  IndexStmt: createIndex,
  AlterSeqStmt: alterSequence,
  AlterStatsStmt: alterStatistics,
  AlterObjectSchemaStmt: setSchema,
  RenameStmt: rename,
  DropStmt: dropStatement,
  TruncateStmt: truncate,
  ReindexStmt: reindex,
  RefreshMatViewStmt: refreshView,
  ClusterStmt: cluster,
  VacuumStmt: vacuum,
  LockStmt: lockTable,
};
