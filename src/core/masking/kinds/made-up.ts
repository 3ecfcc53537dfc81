/** Writers of people, firms and places: a tag picks from word lists; where a column is unique, the tag itself stands in the value. */

import { cities } from "../dictionaries/cities.ts";
import { companies, companyForms } from "../dictionaries/companies.ts";
import { firstNames } from "../dictionaries/first-names.ts";
import { lastNames } from "../dictionaries/last-names.ts";
import { streets } from "../dictionaries/streets.ts";
import type { DomainLimits } from "../domain-limits.ts";
import { shortestTag, tagLength, tagText } from "../keyed/tag-text.ts";
import type { TagWriter } from "./tagged.ts";

/** Kinds that are picked from lists. */
export type MadeUpKind = "name" | "first-name" | "last-name" | "company" | "street" | "city";

type Pick = (first: number, second: number) => string;

const picks: { readonly [Kind in MadeUpKind]: Pick } = {
  name: (first, second) => `${from(firstNames, first)} ${from(lastNames, second)}`,
  "first-name": (first) => from(firstNames, first),
  "last-name": (first) => from(lastNames, first),
  company: (first, second) => `${from(companies, first)} ${from(companyForms, second)}`,
  street: (first, second) => `${from(streets, first)} ${(second % 199) + 1}`,
  city: (first) => from(cities, first),
};

/** The writer of a kind within its domain's limits. */
export function madeUp(kind: MadeUpKind, limits: DomainLimits): TagWriter {
  const pick = picks[kind];
  const longest = limits.maxLength ?? Number.POSITIVE_INFINITY;
  if (!limits.isUnique) return (_a, _b, _c, d) => cut(pick(d & 0xffff, d >>> 16), longest);
  const length = Math.max(shortestTag, Math.min(tagLength, longest));
  return (a, b, c, d) => {
    const words = cut(pick(d & 0xffff, d >>> 16), longest - length - 1);
    const tag = tagText(a, b, c, length);
    return words === "" ? tag : `${words} ${tag}`;
  };
}

/** The entry of a list for a number. */
export function from(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, Math.max(0, length)).trimEnd();
}
