/** Which node of a query is read by what. */

import type { Reading } from "../statement-reader.ts";
import { readCall } from "./call.ts";
import { readDelete } from "./delete.ts";
import { readInsert } from "./insert.ts";
import { readMerge } from "./merge.ts";
import { type Depth, type Query, type QueryReaders, unmarked } from "./query.ts";
import { readRangeVar, readSelect } from "./select.ts";
import { readUpdate } from "./update.ts";

const readers: QueryReaders = {
  SelectStmt: readSelect,
  InsertStmt: readInsert,
  UpdateStmt: readUpdate,
  DeleteStmt: readDelete,
  MergeStmt: readMerge,
  RangeVar: readRangeVar,
  FuncCall: readCall,
};

/** A query at its beginning. */
export function queryIn(reading: Reading, depth: Depth): Query {
  return { reading, depth, ctes: new Set(), marked: unmarked, where: null, isLimited: false, readers };
}
