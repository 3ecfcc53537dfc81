/** The contract of everything that masks: whole batches, because one call into the cipher serves thousands of values. */

/** Masks a column's values. */
export interface Masker {
  /**
   * One value for each, in their order, all in the server's text form (dates in ISO style); null stays null.
   * `entities`: the values of the column `entity` of the same rows, where there is one.
   */
  readonly mask: (values: readonly (string | null)[], entities?: readonly (string | null)[]) => (string | null)[];
  /** The column of the same table whose values `mask` wants as entities. */
  readonly entity: string | null;
}

/** A masker for values that are there: null and the empty string, which say nothing, never reach `write`. */
export function maskerOf(write: (values: readonly string[]) => readonly string[]): Masker {
  return {
    entity: null,
    mask: (values) => {
      const masked = new Array<string | null>(values.length);
      const present: string[] = [];
      const places: number[] = [];
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? null;
        masked[i] = value;
        if (value === null || value === "") continue;
        present.push(value);
        places.push(i);
      }
      const written = write(present);
      for (let i = 0; i < places.length; i++) masked[places[i] ?? 0] = written[i] ?? null;
      return masked;
    },
  };
}
