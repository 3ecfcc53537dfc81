/**
 * What is different. A change reads as "from → to": `add` means that `to` has the object and `from` lacks it.
 * An audit uses the same words with from = target and to = source.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { FactValue, SchemaObject } from "../catalog/schema-object.ts";

/** One fact whose value differs. The fact `owner` stands for ownership, `position` for a rank among siblings. */
export interface FactChange {
  readonly fact: string;
  readonly from: FactValue;
  readonly to: FactValue;
}

/** An object that only `to` has. */
export interface Addition {
  readonly change: "add";
  readonly kind: ObjectKind;
  readonly id: ObjectId;
  readonly parent: ObjectId | null;
  readonly object: SchemaObject;
}

/** An object that only `from` has. */
export interface Removal {
  readonly change: "remove";
  readonly kind: ObjectKind;
  readonly id: ObjectId;
  readonly parent: ObjectId | null;
  readonly object: SchemaObject;
}

/** An object that both have, with at least one fact that differs; facts in the kind's order. */
export interface Alteration {
  readonly change: "alter";
  readonly kind: ObjectKind;
  readonly id: ObjectId;
  readonly parent: ObjectId | null;
  readonly facts: readonly FactChange[];
}

/** An object with another name on each side, confirmed by the user. */
export interface Rename {
  readonly change: "rename";
  readonly kind: ObjectKind;
  /** Its id in `to`. */
  readonly id: ObjectId;
  readonly formerId: ObjectId;
  readonly parent: ObjectId | null;
  readonly facts: readonly FactChange[];
}

/** One difference between two catalogs. */
export type Change = Addition | Removal | Alteration | Rename;

/** A removed and an added object that could be one object under a new name; a guess until confirmed. */
export interface RenameCandidate {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** certain: nothing else fits · likely: the best of several. */
  readonly confidence: "certain" | "likely";
}
