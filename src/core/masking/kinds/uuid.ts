/** UUIDs by permutation; what is none (in a column of text) becomes a UUID of version 4 from its tag. */

import { domainKey } from "../keyed/domain-key.ts";
import { permuteUuids } from "../keyed/permute-uuids.ts";
import { type Masker, maskerOf } from "../masker.ts";
import { domainTags, type KeyedDomain, writeTag } from "./tagged.ts";

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A masker for UUIDs; upper case stays where a whole value has it. */
export function uuid(keyed: KeyedDomain): Masker {
  const permute = permuteUuids(domainKey(keyed.key, "uuid", keyed.domain));
  const tags = domainTags(keyed, "uuid tag");
  return maskerOf((values) => {
    const others = values.filter((value) => !uuidText.test(value));
    const permuted = permute(values.filter((value) => uuidText.test(value)));
    const words = tags(others);
    let next = 0;
    let other = 0;
    return values.map((value) => {
      if (!uuidText.test(value)) return writeTag(words, other++, fromTag, value);
      const written = permuted[next++] ?? "";
      return /[A-F]/.test(value) ? written.toUpperCase() : written;
    });
  });
}

function fromTag(a: number, b: number, c: number, d: number): string {
  const digits = [a, b, c, d].map((word) => word.toString(16).padStart(8, "0")).join("");
  const variant = "89ab".charAt(Number.parseInt(digits.charAt(16), 16) & 3);
  return (
    `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-` +
    `${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`
  );
}
