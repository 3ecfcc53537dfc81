/** The clauses of ALTER TABLE that are about partitions. */

import type { ClauseReader } from "../alter-table/clause.ts";
import { attachPartition } from "./attach-partition.ts";
import { detachPartition, finalizeDetach } from "./detach-partition.ts";

/** By subtype. */
export const partitionClauses: { readonly [subtype: string]: ClauseReader | undefined } = {
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_DetachPartitionFinalize: finalizeDetach,
};
