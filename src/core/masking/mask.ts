/**
 * What a copy does to a column, as a value that stands in the masking file. The kinds say what comes out, not how:
 * the same e-mail becomes the same other e-mail in every table, because mapping depends on the project's key and the domain alone.
 */

/** Masks that write a made-up value of a kind; equal values of one domain become equal values. */
const writtenKinds = [
  "email",
  "name",
  "first-name",
  "last-name",
  "phone",
  "url",
  "company",
  "street",
  "city",
  "zip",
  "text",
  "digits",
  "uuid",
  "number",
] as const;

/** Every kind of mask, as the masking file spells them. */
export const maskKinds = ["keep", "null", "constant", ...writtenKinds, "ip", "token", "date-shift", "json"] as const;

/** The name of a mask. */
export type MaskKind = (typeof maskKinds)[number];

/** How a column's values become others. `domain`: columns of one domain map equal values alike; each kind has its own by default. */
export type Mask =
  /** As it is. */
  | { readonly kind: "keep" }
  | { readonly kind: "null" }
  /** The same for every row, in the type's text form. */
  | { readonly kind: "constant"; readonly value: string }
  | { readonly kind: (typeof writtenKinds)[number]; readonly domain?: string }
  /** `anywhere`: any address, and none twice; without it, addresses that lead nowhere, of which IPv4 has 131,840. */
  | { readonly kind: "ip"; readonly anywhere?: boolean; readonly domain?: string }
  /** Letters and digits in place. `hex`: letters beyond f never appear. */
  | { readonly kind: "token"; readonly alphabet?: "hex"; readonly domain?: string }
  /**
   * By a keyed number of days, at most `days` (365) either way: one number for the table, which keeps every order and distance, or
   * one for each value of the column `entity`, which keeps them within an entity. A table's one number is known to whoever knows one date.
   */
  | { readonly kind: "date-shift"; readonly days?: number; readonly entity?: string; readonly domain?: string }
  /**
   * Every string and number inside; the layout, true, false and null stay. `keep`: paths that stay (`plan`, `items[].sku`, `labels.*`).
   * `paths`: a mask of their own for what stands there.
   */
  | {
      readonly kind: "json";
      readonly keep?: readonly string[];
      readonly paths?: readonly { readonly path: string; readonly mask: Mask }[];
      readonly domain?: string;
    };
