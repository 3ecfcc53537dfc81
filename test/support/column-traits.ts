/** Columns for the tests of masks: a plain nullable text column, and what a test changes of it. */

import { createSecretKey } from "node:crypto";
import type { ColumnTraits } from "../../src/core/masking/column-traits.ts";

/** `public.people.value text`. */
export function columnTraits(changes: Partial<ColumnTraits> = {}): ColumnTraits {
  return {
    table: "public.people",
    column: "value",
    type: "text",
    typeCategory: "S",
    isUnique: false,
    isKey: false,
    foreignKeyTo: null,
    isNullable: true,
    maxLength: null,
    enumLabels: null,
    checks: [],
    isGenerated: false,
    isIdentity: false,
    isArray: false,
    ...changes,
  };
}

/** A key of 32 bytes, the same in every run. */
export const maskingKey = createSecretKey(Buffer.alloc(32, 7));
/** Another. */
export const otherMaskingKey = createSecretKey(Buffer.alloc(32, 8));
