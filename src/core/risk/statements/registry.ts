/** The reader of each sort of statement, by its node's name in Postgres' parse tree. */

import { alterTable } from "./alter-table.ts";
import { otherReaders } from "./other-statements.ts";
import { relationReaders } from "./relation-statements.ts";
import type { StatementReader } from "./statement-reader.ts";

/** By node name, e.g. `AlterTableStmt`. */
export const statementReaders: ReadonlyMap<string, StatementReader> = new Map(
  Object.entries<StatementReader>({
    ...otherReaders,
    AlterTableStmt: alterTable,
    ...relationReaders,
  }),
);
