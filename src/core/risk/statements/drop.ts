/** DROP of anything that DropStmt covers: one reader for each sort of object. */

import { type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { dropIndexes } from "./drop/drop-indexes.ts";
import { dropRelations } from "./drop/drop-relations.ts";
import { dropSchemas } from "./drop/drop-schemas.ts";
import { dropStatistics } from "./drop/drop-statistics.ts";
import { dropOtherReaders } from "./drop-other.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `DropStmt` with one `removeType`. */
export type DropReader = (fields: SqlFields, reading: Reading) => void;

const dropReaders: { readonly [removeType: string]: DropReader | undefined } = {
  OBJECT_TABLE: dropRelations("drop-table", "r"),
  OBJECT_FOREIGN_TABLE: dropRelations("drop-foreign-table", "f"),
  OBJECT_VIEW: dropRelations("drop-view", "v"),
  OBJECT_MATVIEW: dropRelations("drop-view", "m"),
  OBJECT_SEQUENCE: dropRelations("drop-sequence", "S"),
  OBJECT_INDEX: dropIndexes,
  OBJECT_SCHEMA: dropSchemas,
  OBJECT_STATISTIC_EXT: dropStatistics,
};

/** Reads `DropStmt`. */
export const dropStatement: StatementReader = (fields, reading) => {
  const removeType = textOf(fields.removeType) ?? "";
  const read = dropReaders[removeType] ?? dropOtherReaders[removeType];
  if (read === undefined) reading.on.unknown(`what DROP of ${removeType} locks`);
  else read(fields, reading);
};
