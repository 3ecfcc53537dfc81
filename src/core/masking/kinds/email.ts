/**
 * E-mail addresses that reach nobody (`example.com` and `.test` are reserved, RFC 2606). Each ends its local part with the tag, unique or not,
 * because the same address must come out the same where it is unique and where it is not.
 */

import { firstNames } from "../dictionaries/first-names.ts";
import { lastNames } from "../dictionaries/last-names.ts";
import type { DomainLimits } from "../domain-limits.ts";
import { shortestTag, tagLength, tagText } from "../keyed/tag-text.ts";
import { from } from "./made-up.ts";
import type { TagWriter } from "./tagged.ts";

const hosts = ["example.com", "example.org", "example.net"] as const;
const shortHost = "m.test";

/** The shortest column that can hold unique addresses. */
export const shortestUniqueEmail = shortestTag + 1 + shortHost.length;
/** The shortest column that can hold addresses at all. */
export const shortestEmail = 4 + 1 + shortHost.length;

/** The writer within a domain's limits. */
export function email(limits: DomainLimits): TagWriter {
  const longest = limits.maxLength ?? Number.POSITIVE_INFINITY;
  const isShort = longest < tagLength + 1 + hosts[0].length;
  const length = isShort ? Math.min(tagLength, longest - 1 - shortHost.length) : tagLength;
  return (a, b, c, d) => {
    const host = isShort ? shortHost : from(hosts, a >>> 30);
    const end = `${tagText(a, b, c, length)}@${host}`;
    const first = from(plainFirstNames, d & 0xffff);
    const full = `${first}.${from(plainLastNames, d >>> 16)}.${end}`;
    if (full.length <= longest) return full;
    const half = `${first}.${end}`;
    return half.length <= longest ? half : end;
  };
}

const plainFirstNames = firstNames.map(plain);
const plainLastNames = lastNames.map(plain);

/** What may stand in a local part: letters of ASCII. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
