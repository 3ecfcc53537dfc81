/** The DEFAULT partition loses what a new partition claims: it is locked, and read unless its constraints prove that it holds none of it. */

import type { RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import { boundClaim } from "./bound.ts";
import { type Claim, implies, negated } from "./claim.ts";
import { knownClaims } from "./known-claims.ts";

/** Records what a new partition of the parent does to its DEFAULT partition. */
export function lockDefaultPartition(parent: RelationModel, bound: string, reading: Reading): void {
  const { draft, on } = reading;
  const found = draft.childrenOf(parent.name).find(({ partitionBound }) => partitionBound === "DEFAULT");
  if (found === undefined) return;
  on.lock(found.name, "ACCESS EXCLUSIVE", `DEFAULT partition of ${parent.name}`);
  const claim = boundClaim(parent, bound, []);
  scanUnlessProven(found, claim === null ? null : negated(claim), reading);
}

/** Records the scan of a table, or of its partitions, that constraints do not spare; true where nothing has to be read. */
export function scanUnlessProven(relation: RelationModel, wanted: Claim | null, reading: Reading): boolean {
  const { draft, on } = reading;
  if (wanted !== null && implies(knownClaims(relation), wanted)) return true;
  if (relation.partitionKey === null) {
    on.cost(relation.name, "scan");
    return false;
  }
  return draft
    .childrenOf(relation.name)
    .map((child) => {
      on.lock(child.name, "ACCESS EXCLUSIVE", `partition of ${relation.name}`);
      return scanUnlessProven(child, wanted, reading);
    })
    .every(Boolean);
}
