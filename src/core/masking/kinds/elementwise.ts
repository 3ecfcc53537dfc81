/** A mask for arrays: all elements of a batch go through the mask of their type together. */

import { readArray, writeArray } from "../array-text.ts";
import { type Masker, maskerOf } from "../masker.ts";

/** The masker of arrays whose elements `element` masks. */
export function elementwise(element: Masker): Masker {
  return maskerOf((values) => {
    const arrays = values.map(readArray);
    const masked = element.mask(arrays.flatMap(({ elements }) => elements));
    let next = 0;
    return arrays.map(({ between, elements }) => {
      const own = masked.slice(next, next + elements.length);
      next += elements.length;
      return writeArray(between, own);
    });
  });
}
