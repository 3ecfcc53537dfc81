/** What a new migration is called: in words for its header, in snake case for its file. */

import { AppError } from "../app-error.ts";

/** A name in both spellings. */
export interface MigrationName {
  /** `Add feature table` */
  readonly title: string;
  /** `add_feature_table`: lower-case letters, digits and underscores. */
  readonly slug: string;
}

/** File systems take 255 bytes; the timestamp, `.down.sql` and what stages append need some of them. */
const longestSlug = 120;

/** Reads a name as it was typed, in words or in any case. @throws AppError USAGE where no letter or digit is left of it */
export function nameMigration(typed: string): MigrationName {
  const words = typed
    .normalize("NFC")
    .replace(/\p{Cc}|\p{Bidi_Control}/gu, " ")
    .trim()
    .replace(/\.sql$/i, "");
  const slug = words
    .replace(/ß/g, "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, longestSlug)
    .replace(/^_+|_+$/g, "");
  if (slug === "")
    throw new AppError({
      code: "USAGE",
      message: `"${words}" has no letter or digit that a file could be named after.`,
      hint: 'lockstep new "Add feature table"',
    });
  return { title: titleOf(words, slug), slug };
}

// Whoever typed several words wrote a title; one word was meant for the file.
function titleOf(words: string, slug: string): string {
  const text = /\s/.test(words) ? words.replace(/\s+/g, " ") : slug.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
