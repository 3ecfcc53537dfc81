/** Masks that make a value up from a tag: what comes out depends on the tag alone, so it tells nothing of the source but equality. */

import type { KeyObject } from "node:crypto";
import { canonicalValue } from "../canonical-value.ts";
import type { DomainLimits } from "../domain-limits.ts";
import { domainKey } from "../keyed/domain-key.ts";
import { type Tags, tagLanes } from "../keyed/tag-lanes.ts";
import { type Masker, maskerOf } from "../masker.ts";

/** Writes a value from the four words of its tag. `source` may lend its outer form (a length, a scheme), never its content. */
export type TagWriter = (a: number, b: number, c: number, d: number, source: string) => string;

/** Where a mask's keys come from, and what its domain allows. */
export interface KeyedDomain {
  readonly key: KeyObject;
  readonly domain: string;
  readonly limits: DomainLimits;
}

/** A masker that writes from tags. */
export function tagged(keyed: KeyedDomain, use: string, write: TagWriter): Masker {
  const tags = domainTags(keyed, use);
  const canonical = canonicalValue(keyed.limits);
  return maskerOf((values) => {
    const words = tags(values.map(canonical));
    return values.map((value, i) => writeTag(words, i, write, value));
  });
}

/** The tags of a domain for one use. */
export function domainTags({ key, domain }: KeyedDomain, use: string): (values: readonly string[]) => Tags {
  return tagLanes(domainKey(key, use, domain), domainKey(key, `${use} long`, domain));
}

/** Writes from the tag number `i`. */
export function writeTag(tags: Tags, i: number, write: TagWriter, source: string): string {
  const at = 16 * i;
  return write(
    tags.getUint32(at, true),
    tags.getUint32(at + 4, true),
    tags.getUint32(at + 8, true),
    tags.getUint32(at + 12, true),
    source,
  );
}
