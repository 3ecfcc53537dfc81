/**
 * What random schemas are made of. A schema has places (slots: "the column n0 of app.t0"), and each holds nothing or one of a few
 * variants. A variant says what it needs of the others and what it gives them, in plain words, and is left out where that is missing:
 * so every choice of variants is a schema that loads, and an edit is nothing but other choices.
 */

/** One way to fill a slot. */
export interface Variant {
  /** One or more statements. */
  readonly sql: string;
  /** Words that other variants must have given: `column app.t0.n0`, `integer app.t0.n0`, `unique app.t0.id`. */
  readonly needs: readonly string[];
  /** Words that it gives, beside the name of its slot. */
  readonly gives: readonly string[];
}

/** A place of a schema. Its name is a word that every variant gives: `column app.t0.n0`. */
export interface Slot {
  readonly name: string;
  readonly variants: readonly Variant[];
}

/** What a variant can say beside its SQL. */
export interface VariantDetails {
  readonly needs?: readonly string[];
  readonly gives?: readonly string[];
  /** The first major version that has it. */
  readonly since?: number;
}

/** A variant as slots are written down; without details it needs nothing. */
export type VariantText = string | readonly [sql: string, details: VariantDetails];

/** A slot for servers of a major version; `needs` are those of all its variants. */
export function slot(major: number, name: string, needs: readonly string[], variants: readonly VariantText[]): Slot {
  const known = variants.flatMap((variant) => {
    const [sql, details] = typeof variant === "string" ? [variant, {}] : variant;
    if (major < (details.since ?? 0)) return [];
    return [{ sql, needs: [...needs, ...(details.needs ?? [])], gives: details.gives ?? [] }];
  });
  return { name, variants: known };
}
