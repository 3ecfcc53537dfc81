/** Addresses of pages that are nobody's; the scheme stays, as applications branch on it. */

import type { DomainLimits } from "../domain-limits.ts";
import { shortestTag, tagLength, tagText } from "../keyed/tag-text.ts";
import type { TagWriter } from "./tagged.ts";

/** The shortest column that can hold unique addresses: `https://m.test/` and a tag. */
export const shortestUniqueUrl = 15 + shortestTag;
/** The shortest column that can hold addresses at all. */
export const shortestUrl = 15 + 4;

/** The writer within a domain's limits. */
export function url(limits: DomainLimits): TagWriter {
  const longest = limits.maxLength ?? Number.POSITIVE_INFINITY;
  const host = longest < 28 + tagLength ? "m.test" : "www.example.com";
  return (a, b, c, _d, source) => {
    const scheme = source.startsWith("http://") ? "http://" : "https://";
    // the length of the longer scheme for both: a tag that is cut for one of them would be another value's tag
    const length = Math.min(tagLength, longest - "https://".length - host.length - 1);
    return `${scheme}${host}/${tagText(a, b, c, length)}`;
  };
}
